using System.Globalization;

namespace LocalCloud.CloudWatch;

/// <summary>What the newest whole periods make of an alarm.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html#alarms-and-missing-data</remarks>
internal static class AlarmRule
{
    /// <param name="values">One for each evaluation period, oldest first; null where there is no data.</param>
    public static (string State, string Reason) Judge(Alarm alarm, IReadOnlyList<double?> values)
    {
        var known = values.Where(value => value is not null).Select(value => value!.Value).ToList();
        if (known.Count == 0 && alarm.TreatMissing is "missing") return (Alarm.NoData, "Insufficient Data: no datapoints were received");
        if (known.Count == 0 && alarm.TreatMissing is "ignore") return (alarm.State, alarm.Reason);
        var breaching = known.Count(alarm.Breaches) + (alarm.TreatMissing == "breaching" ? values.Count - known.Count : 0);
        var points = string.Join(", ", known.Select(value => value.ToString(CultureInfo.InvariantCulture)));
        var reason = string.Create(
            CultureInfo.InvariantCulture,
            $"Threshold Crossed: {breaching} of {values.Count} datapoints [{points}] crossed the threshold ({alarm.Threshold}, {alarm.Comparison}).");
        return breaching >= alarm.Datapoints ? (Alarm.InAlarm, reason) : (Alarm.Ok, reason);
    }
}
