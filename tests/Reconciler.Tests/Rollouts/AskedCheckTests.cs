using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

public sealed class AskedCheckTests
{
    private static readonly WebhookCheckSpec Webhook =
        new(new Uri("http://127.0.0.1:1/judge"), TimeSpan.FromSeconds(1), Failures: 2, TimeSpan.FromSeconds(5), Inconclusive.Wait);

    private static readonly PrometheusCheckSpec Prometheus =
        new(new Uri("http://127.0.0.1:1"), "up", null, 1, TimeSpan.FromSeconds(1), Failures: 2, TimeSpan.FromSeconds(5), Inconclusive.Wait);

    [Theory]
    [InlineData("", VerdictState.Waiting)]
    [InlineData("+", VerdictState.Waiting)]
    [InlineData("++", VerdictState.Good)]
    [InlineData("++-", VerdictState.Waiting)]
    [InlineData("++--", VerdictState.Failed)]
    [InlineData("--++", VerdictState.Good)]
    [InlineData("-?-", VerdictState.Failed)]
    [InlineData("????????", VerdictState.Waiting)]
    [InlineData("++?", VerdictState.Waiting)]
    [InlineData("?++", VerdictState.Good)]
    public void An_inconclusive_answer_is_neither_good_nor_bad_and_ends_no_run(string answers, VerdictState expected)
    {
        Assert.Equal(expected, Judge(Webhook, answers).State);
        Assert.Equal(expected, Judge(Prometheus, answers).State);
    }

    [Theory]
    [InlineData("??", VerdictState.Good)]
    [InlineData("++?", VerdictState.Good)]
    [InlineData("+?", VerdictState.Waiting)]
    [InlineData("--?", VerdictState.Failed)]
    public void Ignored_it_is_as_if_it_had_not_been_asked(string answers, VerdictState expected) =>
        Assert.Equal(expected, Judge(Webhook with { Inconclusive = Inconclusive.Ignore }, answers).State);

    [Theory]
    [InlineData("?", VerdictState.Waiting)]
    [InlineData("??", VerdictState.Failed)]
    [InlineData("?-", VerdictState.Failed)]
    [InlineData("++?", VerdictState.Waiting)]
    public void Where_it_fails_it_is_as_bad_as_a_bad_one(string answers, VerdictState expected) =>
        Assert.Equal(expected, Judge(Webhook with { Inconclusive = Inconclusive.Fail }, answers).State);

    [Fact]
    public void Answers_from_before_the_step_and_of_another_check_do_not_count()
    {
        Assert.Equal(VerdictState.Waiting, Judge(Webhook, "++", new Trial(Sample.Now + TimeSpan.FromHours(1)) { Weight = 10 }).State);
        var others = Webhook with { Url = new Uri("http://127.0.0.1:1/other") };
        Assert.Equal(VerdictState.Waiting, Verdict.Of(Only(Webhook), CheckReadings.None with { Asked = [.. Samples(others, "++")] }, AtTen).State);
    }

    [Fact]
    public void A_query_is_judged_only_under_traffic_and_a_webhook_before_it_too()
    {
        var preview = new Trial(Sample.Now) { Weight = 0 };

        Assert.Equal(VerdictState.Good, Judge(Prometheus, "", preview).State);
        Assert.Equal(VerdictState.Waiting, Judge(Webhook, "", preview).State);
        Assert.Equal(VerdictState.Failed, Judge(Webhook, "--", preview).State);
    }

    [Fact]
    public void The_way_back_to_a_warm_colour_is_open_while_others_still_see_what_made_people_go_back()
    {
        Assert.Equal(VerdictState.Good, Judge(Prometheus, "--", AtTen with { IsWayBack = true }).State);
        Assert.Equal(VerdictState.Good, Judge(Webhook, "--", AtTen with { IsWayBack = true }).State);
    }

    [Fact]
    public void A_webhook_that_says_no_brings_traffic_home_with_its_words()
    {
        var decision = (Scene.At(10, 1) with { Spec = Sample.Spec() with { Rollout = Only(Webhook) }, Asked = [.. Samples(Webhook, "--")] }).Decide();

        Assert.Equal(0, Assert.IsType<PlannedAction.SetWeights>(decision.Action).CandidateWeight);
        Assert.Equal((Codes.Webhook, "webhook http://127.0.0.1:1/judge"), (decision.Failure!.Code, decision.Failure.Check));
        Assert.Equal(["-", "-"], decision.Failure.Samples.Select(sample => sample.Message));
    }

    [Fact]
    public void A_provider_that_is_away_takes_nothing_back_before_the_progress_deadline()
    {
        var spec = Sample.Spec() with { Rollout = Only(Prometheus) };
        var away = Scene.At(10, secondsHeld: (Sample.Hold + Sample.Timeout).TotalSeconds) with { Spec = spec, Asked = [.. Samples(Prometheus, "???").Select(sample => sample with { At = Sample.Now })] };

        Assert.Null(away.Decide().Action);
        Assert.Contains("last: ?", away.Decide().Reason, StringComparison.Ordinal);
        var since = new Since(10, Sample.Now - Sample.Hold - Sample.Timeout - TimeSpan.FromSeconds(1));
        Assert.Equal(Codes.Deadline, (away with { Record = away.Record with { Since = since } }).Decide().Failure!.Code);
    }

    private static readonly Trial AtTen = new(Sample.Now) { Weight = 10 };

    private static Verdict Judge(AskedCheckSpec check, string answers, Trial? trial = null) =>
        Verdict.Of(Only(check), CheckReadings.None with { Asked = [.. Samples(check, answers)] }, trial ?? AtTen);

    private static RolloutSpec Only(CheckSpec check) => Sample.Spec().Rollout with { Checks = [check] };

    private static IEnumerable<AskedSample> Samples(AskedCheckSpec check, string answers) => answers.Select((answer, index) => new AskedSample(
        check, Sample.Now + TimeSpan.FromSeconds(index), answer switch { '+' => SampleResult.Good, '-' => SampleResult.Bad, _ => SampleResult.Inconclusive }, $"{answer}"));
}
