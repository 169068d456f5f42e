using Publican.Levers;
using Publican.Observed;
using Publican.Status;

namespace Publican.Tests.Levers;

public sealed class WishTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    private static ServiceStatus InRollout => new()
    {
        Name = "beer-api", Phase = "Step", DesiredRevision = "h1:new",
        Stable = new SideStatus("blue", "h1:old", "beer-api:1", 90, 2, 2, 2),
        Step = new StepStatus(10, 50, Now),
    };

    private static ServiceStatus AtRest => InRollout with { Phase = "Steady", Step = null, Stable = InRollout.Stable! with { Revision = "h1:new", Weight = 100 } };

    private static ServiceStatus RolledBack => InRollout with { Phase = "RolledBack", Step = null, Quarantined = [new("h1:new", "aborted")] };

    [Theory]
    [InlineData("pause", Verb.Pause, null)]
    [InlineData("promote", Verb.Promote, 10)]
    [InlineData("promote --full", Verb.PromoteFully, null)]
    [InlineData("abort", Verb.Abort, null)]
    public void A_wish_names_the_revision_and_the_step_of_now(string typed, Verb verb, int? step)
    {
        var intent = Assert.Single(Apply(typed, InRollout));
        Assert.Equal(new Intent(verb, "h1:new", step, "ann", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)), intent);
    }

    [Fact]
    public void The_same_wish_twice_is_one_and_wishes_for_other_revisions_go()
    {
        var before = new Intents([.. Apply("pause", InRollout), new Intent(Verb.Abort, "h1:older", null, "bob", Now)], []);
        Assert.Equal(Verb.Pause, Assert.Single(Apply("pause", InRollout, before)).Verb);
    }

    [Fact]
    public void Resume_takes_pause_and_suspension_away_and_nothing_else()
    {
        var before = new Intents([.. Apply("pause", InRollout), .. Apply("suspend", InRollout), .. Apply("promote", InRollout)], []);
        Assert.Equal(Verb.Promote, Assert.Single(Apply("resume", InRollout, before)).Verb);
    }

    [Fact]
    public void A_retry_takes_the_place_of_the_abort() =>
        Assert.Equal(Verb.Retry, Assert.Single(Apply("retry", RolledBack, new Intents(Apply("abort", InRollout), []))).Verb);

    [Theory]
    [InlineData("pause")]
    [InlineData("promote")]
    [InlineData("promote --full")]
    [InlineData("abort")]
    [InlineData("retry")]
    [InlineData("resume")]
    public void A_wish_with_nothing_to_act_on_is_refused(string typed) =>
        Assert.Contains("nothing to ", Assert.Throws<LeverException>(() => Apply(typed, AtRest)).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_not_understood_is_left_alone() =>
        Assert.Contains("left alone", Assert.Throws<LeverException>(() => Apply("pause", InRollout, new Intents([], ["odd"]))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("pause")]
    [InlineData("pause a b")]
    [InlineData("pause a --full")]
    [InlineData("abort a --by")]
    [InlineData("retry --sure a")]
    public void Wrong_usage_says_how(string typed) =>
        Assert.Contains(LeverArguments.Usage, Assert.Throws<LeverException>(() => LeverArguments.Parse(typed.Split(' '), "ann")).Message, StringComparison.Ordinal);

    private static System.Collections.Immutable.ImmutableArray<Intent> Apply(string typed, ServiceStatus service, Intents? current = null)
    {
        var words = typed.Split(' ');
        return Wish.Apply(LeverArguments.Parse([words[0], "beer-api", .. words[1..], "--by", "ann"], "nobody"), service, current ?? Intents.None, Now);
    }
}
