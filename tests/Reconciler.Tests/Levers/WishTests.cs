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
    public void What_a_freeze_holds_is_promoted_from_nothing()
    {
        var held = InRollout with { Phase = "Held", Step = null, Frozen = new FrozenStatus("weekend", Now) };
        Assert.Equal((Verb.Promote, 0), (Assert.Single(Apply("promote", held)).Verb, Assert.Single(Apply("promote", held)).Step));
        Assert.Equal(10, Assert.Single(Apply("promote", InRollout with { Frozen = held.Frozen })).Step);
        Assert.Contains("nothing to promote", Assert.Throws<LeverException>(() => Apply("promote", held with { Frozen = null })).Message, StringComparison.Ordinal);
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
    public void An_abort_of_a_suspended_service_is_refused_and_says_to_resume_first() =>
        Assert.Contains("resume beer-api first", Assert.Throws<LeverException>(() => Apply("abort", InRollout, new Intents(Apply("suspend", InRollout), []))).Message, StringComparison.Ordinal);

    private static readonly KnownRevision[] Known =
    [
        Of("h1:new", good: 40), Of("h1:bad", good: 35) with { Verdict = new RevisionVerdict("error-rate", Now) }, Of("h1:jobless") with { Before = new JobResult("before-job") },
        Of("h1:old", good: 30), Of("h1:untried"), Of("h1:older", good: 20),
    ];

    [Theory]
    [InlineData("rollback", "h1:old")]
    [InlineData("rollback --to h1:older", "h1:older")]
    [InlineData("rollback --to h1:untried", "h1:untried")]
    public void A_rollback_goes_to_the_last_one_that_passed_its_bake_or_to_the_chosen_one(string typed, string to)
    {
        var intent = Assert.Single(Apply(typed, AtRest, known: Known));
        Assert.Equal((Verb.Rollback, "h1:new", to), (intent.Verb, intent.Revision, intent.To));
    }

    [Fact]
    public void A_rollback_in_mid_rollout_goes_to_what_is_stable() => Assert.Equal("h1:old", Assert.Single(Apply("rollback", InRollout, known: Known)).To);

    [Fact]
    public void A_second_rollback_goes_further_back_and_takes_the_place_of_the_first()
    {
        var first = new Intents(Apply("rollback", AtRest, known: Known), []);
        var pinned = AtRest with { DesiredRevision = "h1:old", Stable = AtRest.Stable! with { Revision = "h1:old" }, Pin = new PinStatus("h1:new", "h1:old", "ann", Now) };
        var intent = Assert.Single(Apply("rollback", pinned, first, Known));
        Assert.Equal(("h1:new", "h1:older"), (intent.Revision, intent.To));
        Assert.Empty(Apply("unpin", pinned, first));
        Assert.Equal([Verb.Rollback, Verb.Suspend], Apply("suspend", pinned, first).Select(kept => kept.Verb));
    }

    [Theory]
    [InlineData("rollback --to h1:bad", "h1:bad is bad (error-rate)")]
    [InlineData("rollback --to h1:jobless", "h1:jobless is bad (before-job)")]
    [InlineData("rollback --to h1:gone", "h1:gone is not among the revisions of beer-api that ECS knows: h1:new (beer-api:1, good since 2026-01-01 19:04Z), h1:bad (beer-api:1, bad: error-rate)")]
    [InlineData("rollback --to h1:new", "nothing to roll back")]
    [InlineData("unpin", "nothing to unpin")]
    public void There_is_no_way_back_to_what_is_bad_unknown_or_there_already(string typed, string says) =>
        Assert.Contains(says, Assert.Throws<LeverException>(() => Apply(typed, AtRest, known: Known)).Message, StringComparison.Ordinal);

    [Fact]
    public void Without_a_good_one_before_a_rollback_asks_for_a_choice() =>
        Assert.Contains("choose one with --to", Assert.Throws<LeverException>(() => Apply("rollback", AtRest, known: [.. Known.Where(known => known.Verdict is not { Good: true } || known.Revision == "h1:new")])).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_not_understood_is_left_alone() =>
        Assert.Contains("left alone", Assert.Throws<LeverException>(() => Apply("pause", InRollout, new Intents([], ["odd"]))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("pause")]
    [InlineData("pause a b")]
    [InlineData("pause a --full")]
    [InlineData("abort a --by")]
    [InlineData("retry --sure a")]
    [InlineData("rollback a --to")]
    [InlineData("unpin a --to h1:1")]
    public void Wrong_usage_says_how(string typed) =>
        Assert.Contains(LeverArguments.Usage, Assert.Throws<LeverException>(() => LeverArguments.Parse(typed.Split(' '), "ann")).Message, StringComparison.Ordinal);

    private static KnownRevision Of(string revision, int? good = null) =>
        new(revision, "beer-api:1", new JobResult(Code: null), good is { } hours ? new RevisionVerdict(Code: null, Now - TimeSpan.FromHours(48 - hours)) : null);

    private static System.Collections.Immutable.ImmutableArray<Intent> Apply(string typed, ServiceStatus service, Intents? current = null, IReadOnlyList<KnownRevision>? known = null)
    {
        var words = typed.Split(' ');
        return Wish.Apply(LeverArguments.Parse([words[0], "beer-api", .. words[1..], "--by", "ann"], "nobody"), service, current ?? Intents.None, Now, known);
    }
}
