using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

public sealed class AlarmCheckTests
{
    private static readonly ServiceSpec Watched = Sample.Spec() with { Rollout = Sample.Spec().Rollout with { Checks = [new AlarmCheckSpec("latency")] } };

    [Fact]
    public void A_rollout_does_not_start_while_its_alarm_is_in_ALARM_and_its_clock_stands_still()
    {
        var decision = (Scene.Prepared with { Spec = Watched, Alarms = [InAlarm(beforeTraffic: true)] }).Decide();

        Assert.Null(decision.Action);
        Assert.Equal(Alarms.BothBad, decision.Alarm!.Reason);
        Assert.Contains("in ALARM already", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_alarm_under_traffic_brings_it_home()
    {
        var decision = (Scene.At(10, 1) with { Spec = Watched, Alarms = [InAlarm(beforeTraffic: false)] }).Decide();

        Assert.Equal(0, Assert.IsType<PlannedAction.SetWeights>(decision.Action).CandidateWeight);
        Assert.Equal(Codes.Alarm, decision.Failure!.Code);
        Assert.Equal([new EvidenceSample(Sample.Now, SampleResult.Bad, "p99 over 300 ms")], decision.Failure.Samples.AsEnumerable());
    }

    [Fact]
    public void The_way_back_to_a_warm_colour_is_open_in_the_middle_of_an_alarm()
    {
        var warm = Scene.Released with { RetireAt = Sample.Now + TimeSpan.FromSeconds(5), Attempt = Scene.Armed };
        var back = Scene.Prepared with { Spec = Watched, Record = warm, Alarms = [InAlarm(beforeTraffic: true)] };
        Assert.Equal(100, Assert.IsType<PlannedAction.SetWeights>((back with { Memory = back.Memory with { Armed = Scene.Armed.ToString() } }).Decide().Action).CandidateWeight);

        var baking = Scene.At(100, 1) with { Spec = Watched, Alarms = [InAlarm(beforeTraffic: false)] };
        Assert.Null((baking with { Record = baking.Record with { RetireAt = Sample.Now } }).Decide().Failure);
        Assert.Equal(Codes.Alarm, baking.Decide().Failure!.Code);
    }

    private static AlarmReading InAlarm(bool beforeTraffic) => new("latency", "ALARM", "p99 over 300 ms", beforeTraffic);
}
