using Publican.Desired;
using Publican.Observed;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

public sealed class VerdictTests
{
    private static readonly RolloutSpec Http = Sample.Spec().Rollout with { Checks = [new HttpCheckSpec("/ready", TimeSpan.FromSeconds(1), Failures: 3)] };
    private static readonly RolloutSpec Rate = Sample.Spec().Rollout with { Checks = [new ErrorRateCheckSpec(1, TimeSpan.FromSeconds(2), MinRequests: 10)] };

    private static readonly Trial AtTen = new(Sample.Now) { Weight = 10 };

    [Theory]
    [InlineData("", VerdictState.Waiting)]
    [InlineData("++", VerdictState.Waiting)]
    [InlineData("+++", VerdictState.Good)]
    [InlineData("+++-", VerdictState.Waiting)]
    [InlineData("+++--", VerdictState.Waiting)]
    [InlineData("+++---", VerdictState.Failed)]
    [InlineData("---+++", VerdictState.Good)]
    public void As_many_good_answers_decide_as_bad_ones_in_a_row(string answers, VerdictState expected) =>
        Assert.Equal(expected, Judge(answers).State);

    [Fact]
    public void The_last_ten_answers_are_kept_as_evidence()
    {
        var verdict = Judge("++++++++++++---");

        Assert.Equal(10, verdict.Samples.Length);
        Assert.Equal("+++++++---", string.Concat(verdict.Samples.Select(sample => sample.Result == SampleResult.Good ? '+' : '-')));
        Assert.Equal("HTTP 503", verdict.Against("h1:new").Samples[^1].Message);
    }

    [Fact]
    public void Answers_from_before_the_step_do_not_count() =>
        Assert.Equal(VerdictState.Waiting, Verdict.Of(Http, new([.. Samples("+++", true)], []), AtTen with { Since = Sample.Now + TimeSpan.FromMinutes(1) }).State);

    [Fact]
    public void A_dependency_that_is_away_for_both_sides_is_held_against_neither() =>
        Assert.Equal(VerdictState.BothSick, Verdict.Of(Http, new([.. Samples("---", true), .. Samples("---", false)], []), AtTen).State);

    [Fact]
    public void One_good_answer_of_the_stable_side_puts_the_blame_on_the_candidate() =>
        Assert.Equal(VerdictState.Failed, Verdict.Of(Http, new([.. Samples("---", true), .. Samples("-+-", false)], []), AtTen).State);

    [Theory]
    [InlineData(5, 5, VerdictState.Good)]
    [InlineData(200, 2, VerdictState.Good)]
    [InlineData(200, 3, VerdictState.Failed)]
    public void Low_traffic_decides_nothing_and_the_limit_itself_is_allowed(int requests, int errors, VerdictState expected) =>
        Assert.Equal(expected, Errors((requests, errors), (1000, 0)).State);

    [Fact]
    public void Errors_on_both_sides_are_held_against_neither() => Assert.Equal(VerdictState.BothSick, Errors((100, 50), (900, 400)).State);

    [Fact]
    public void Metrics_that_cannot_be_read_decide_nothing_and_hold_the_rollout() =>
        Assert.Equal(VerdictState.Waiting, Verdict.Of(Rate, new([], [MetricReading.Unreadable(Metric(Rate), Sample.Now, "away")]), AtTen).State);

    [Theory]
    [InlineData("OK", false, VerdictState.Good)]
    [InlineData("INSUFFICIENT_DATA", false, VerdictState.Good)]
    [InlineData("ALARM", false, VerdictState.Failed)]
    [InlineData("ALARM", true, VerdictState.BothSick)]
    [InlineData(null, true, VerdictState.Waiting)]
    [InlineData(null, false, VerdictState.Waiting)]
    public void An_alarm_fails_a_rollout_that_has_traffic_and_holds_up_one_that_has_none(string? state, bool beforeTraffic, VerdictState expected)
    {
        var readings = CheckReadings.None with { Alarms = [new AlarmReading("latency", state, "because", beforeTraffic)] };
        Assert.Equal(expected, Verdict.Of(Rate with { Checks = [new AlarmCheckSpec("latency")] }, readings, AtTen).State);
    }

    [Theory]
    [InlineData(9, 900, 100, 100, VerdictState.Good)]
    [InlineData(10, 300, 100, 100, VerdictState.Good)]
    [InlineData(10, 301, 100, 100, VerdictState.Failed)]
    [InlineData(10, 301, 100, 400, VerdictState.BothSick)]
    [InlineData(10, 301, 9, 400, VerdictState.Failed)]
    public void A_slow_candidate_is_judged_beside_the_stable_side_and_only_with_enough_requests(int requests, int ms, int stableRequests, int stableMs, VerdictState expected)
    {
        var spec = Rate with { Checks = [new LatencyCheckSpec("p99", TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(2), MinRequests: 10)] };
        var reading = new MetricReading(Metric(spec), Sample.Now, new(requests, ms), new(stableRequests, stableMs));

        Assert.Equal(expected, Verdict.Of(spec, CheckReadings.None with { Metrics = [reading] }, AtTen).State);
        Assert.Equal(VerdictState.Waiting, Verdict.Of(spec, CheckReadings.None with { Metrics = [MetricReading.Unreadable(Metric(spec), Sample.Now, "away")] }, AtTen).State);
    }

    [Fact]
    public void An_alarm_that_was_not_read_lets_nothing_go_on() =>
        Assert.Equal(VerdictState.Waiting, Verdict.Of(Rate with { Checks = [new AlarmCheckSpec("latency")] }, CheckReadings.None, AtTen).State);

    private static MetricCheckSpec Metric(RolloutSpec rollout) => (MetricCheckSpec)rollout.Checks[0];

    private static Verdict Judge(string answers) => Verdict.Of(Http, new([.. Samples(answers, true)], []), AtTen);

    private static Verdict Errors((int Requests, int Errors) candidate, (int Requests, int Errors) stable)
    {
        return Verdict.Of(Rate, new([], [new MetricReading(Metric(Rate), Sample.Now, Share(candidate), Share(stable))]), AtTen);

        static Figure Share((int Requests, int Errors) side) => new(side.Requests, 100.0 * side.Errors / side.Requests);
    }

    private static IEnumerable<HttpSample> Samples(string answers, bool ofCandidate) =>
        answers.Select((answer, index) => new HttpSample("/ready", ofCandidate, Sample.Now + TimeSpan.FromSeconds(index), answer == '+', answer == '+' ? "HTTP 200" : "HTTP 503"));
}
