using Publican.Desired;
using Publican.Observed;

namespace Publican.Rollouts;

/// <summary>An alarm as it stands, and whether it stood so before the candidate had traffic.</summary>
internal static class AlarmVerdict
{
    public static Verdict Of(AlarmCheckSpec check, CheckReadings readings, Trial trial)
    {
        if (trial.IsWayBack)
            return Verdict.Good;
        var name = $"alarm {check.Name}";
        return readings.Alarms.FirstOrDefault(reading => reading.Name == check.Name) switch
        {
            null => Verdict.Waiting(name, $"{name} was not read yet"),
            { State: null } unreadable => Verdict.Waiting(name, $"{name}: {unreadable.Message}"),
            { State: "ALARM", BeforeTraffic: true } before =>
                new(VerdictState.BothSick, Codes.Alarm, name, $"{name} is in ALARM already, before the candidate has traffic: {before.Message}"),
            { State: "ALARM" } alarm => new Verdict(VerdictState.Failed, Codes.Alarm, name, $"{name} went into ALARM: {alarm.Message}")
                .By([new EvidenceSample(trial.Now, SampleResult.Bad, alarm.Message)]),

            // No data is no alarm: CloudWatch's own TreatMissingData says otherwise where it should.
            _ => Verdict.Good,
        };
    }
}
