using Publican.Desired;
using Publican.Observed;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

public sealed class MetricCheckTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2);
    private static readonly ErrorRateCheckSpec Beside = new(MaxPercent: null, Window, MinRequests: 200) { OverStable = 1 };
    private static readonly LatencyCheckSpec Slower = new("p99", Max: null, Window, MinRequests: 100) { OverStable = 20 };
    private static readonly Trial AtTen = new(Sample.Now) { Weight = 10 };

    [Theory]
    [InlineData(1.4, 0.5, VerdictState.Good)]
    [InlineData(1.5, 0.5, VerdictState.Good)]
    [InlineData(1.6, 0.5, VerdictState.Failed)]
    [InlineData(30, 40, VerdictState.Good)]
    public void A_candidate_may_be_worse_than_the_stable_side_by_so_many_points_and_no_more(double candidate, double stable, VerdictState expected) =>
        Assert.Equal(expected, Judge(Beside, new(200, candidate), new(200, stable)).State);

    [Theory]
    [InlineData(120, 100, VerdictState.Good)]
    [InlineData(121, 100, VerdictState.Failed)]
    [InlineData(50, 100, VerdictState.Good)]
    public void A_candidate_may_be_slower_than_the_stable_side_by_so_many_percent_and_no_more(double candidate, double stable, VerdictState expected) =>
        Assert.Equal(expected, Judge(Slower, new(100, candidate), new(100, stable)).State);

    [Theory]
    [InlineData(199, 200)]
    [InlineData(200, 199)]
    public void A_side_with_too_few_requests_says_nothing_whatever_its_figure(int candidate, int stable)
    {
        var (bad, good) = (new Figure(candidate, 100), new Figure(stable, 0));

        Assert.Equal(VerdictState.Good, Judge(Beside, bad, good).State);
        Assert.Equal(VerdictState.Good, Judge(Beside with { Inconclusive = Inconclusive.Ignore }, bad, good).State);
        var waits = Judge(Beside with { Inconclusive = Inconclusive.Wait }, bad, good);
        Assert.Equal(VerdictState.Waiting, waits.State);
        Assert.Contains("199 of 200 requests", waits.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_inconclusive_fails_it_does_so_when_the_hold_is_over_and_not_before()
    {
        var strict = Beside with { Inconclusive = Inconclusive.Fail };

        Assert.Equal(VerdictState.Waiting, Judge(strict, new(10, 0), new(500, 0)).State);
        var failed = Judge(strict, new(10, 0), new(500, 0), AtTen with { IsHeld = true });
        Assert.Equal((VerdictState.Failed, Codes.ErrorRate), (failed.State, failed.Code));
    }

    [Fact]
    public void A_limit_and_a_distance_are_both_asked_for()
    {
        var both = Beside with { MaxPercent = 5 };

        Assert.Equal(VerdictState.Failed, Judge(both, new(200, 6), new(200, 5)).State);
        Assert.Equal(VerdictState.Failed, Judge(both, new(200, 3), new(200, 1)).State);
        Assert.Equal(VerdictState.Failed, Judge(both, new(200, 6), new(10, 0)).State);
        Assert.Equal(VerdictState.Good, Judge(both, new(200, 4), new(200, 3.5)).State);
    }

    [Fact]
    public void Both_over_the_limit_are_sick_together_but_one_that_is_much_worse_is_to_blame()
    {
        var both = Beside with { MaxPercent = 5 };

        Assert.Equal(VerdictState.BothSick, Judge(both, new(200, 10.5), new(200, 10)).State);
        Assert.Equal(VerdictState.Failed, Judge(both, new(200, 40), new(200, 10)).State);
    }

    [Fact]
    public void In_the_bake_there_is_nothing_to_compare_with_and_only_the_limit_counts()
    {
        var bake = new Trial(Sample.Now) { Weight = 100, IsHeld = true };

        Assert.Equal(VerdictState.Good, Judge(Beside with { Inconclusive = Inconclusive.Fail }, new(500, 50), Figure.None, bake).State);
        Assert.Equal(VerdictState.Failed, Judge(Beside with { MaxPercent = 5 }, new(500, 50), Figure.None, bake).State);
    }

    [Fact]
    public void Before_the_first_traffic_there_is_no_figure_to_wait_for() =>
        Assert.Equal(VerdictState.Good, Judge(Beside with { Inconclusive = Inconclusive.Wait }, Figure.None, Figure.None, new Trial(Sample.Now) { Weight = 0 }).State);

    [Theory]
    [InlineData(null, VerdictState.Waiting)]
    [InlineData(Inconclusive.Wait, VerdictState.Waiting)]
    [InlineData(Inconclusive.Ignore, VerdictState.Good)]
    [InlineData(Inconclusive.Fail, VerdictState.Failed)]
    public void A_provider_that_is_away_holds_the_rollout_unless_the_team_says_otherwise(Inconclusive? policy, VerdictState expected)
    {
        var check = Beside with { Inconclusive = policy };
        var readings = CheckReadings.None with { Metrics = [MetricReading.Unreadable(check, Sample.Now, "GetMetricData: away")] };

        Assert.Equal(expected, Verdict.Of(Only(check), readings, AtTen with { IsHeld = true }).State);
    }

    [Fact]
    public void The_last_figure_is_judged_and_those_before_are_shown()
    {
        var readings = CheckReadings.None with
        {
            Metrics =
            [
                new MetricReading(Beside, Sample.Now - TimeSpan.FromMinutes(1), new(200, 50), new(200, 0)),
                new MetricReading(Beside, Sample.Now, new(20, 0), new(200, 0)),
                new MetricReading(Beside, Sample.Now + Window, new(200, 0), new(200, 0)),
                new MetricReading(Beside, Sample.Now + (2 * Window), new(400, 9), new(400, 0.5)),
            ],
        };

        var verdict = Verdict.Of(Only(Beside), readings, AtTen);

        Assert.Equal(VerdictState.Failed, verdict.State);
        Assert.Equal([SampleResult.Inconclusive, SampleResult.Good, SampleResult.Bad], verdict.Samples.Select(sample => sample.Result));
        Assert.Equal("9 of 400 requests to the candidate, 0.5 of 400 to the stable side", verdict.Samples[^1].Message);
    }

    private static Verdict Judge(MetricCheckSpec check, Figure candidate, Figure stable, Trial? trial = null) =>
        Verdict.Of(Only(check), CheckReadings.None with { Metrics = [new MetricReading(check, Sample.Now, candidate, stable)] }, trial ?? AtTen);

    private static RolloutSpec Only(CheckSpec check) => Sample.Spec().Rollout with { Checks = [check] };
}
