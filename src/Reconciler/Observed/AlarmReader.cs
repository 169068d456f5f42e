using System.Collections.Immutable;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;
using Publican.Aws;

namespace Publican.Observed;

/// <summary>Reads named CloudWatch alarms, all of a service in one call.</summary>
public sealed class AlarmReader(AwsClients aws, TimeProvider clock)
{
    /// <summary>Never fails: an alarm that cannot be read is a reading, too.</summary>
    public async Task<ImmutableArray<AlarmReading>> ReadAsync(IReadOnlyCollection<string> names, bool beforeTraffic, CancellationToken cancel)
    {
        if (names.Count == 0)
            return [];
        var answer = await Reading.TryAsync(
            clock, "DescribeAlarms", () => aws.Metrics.DescribeAlarmsAsync(AllKinds(names), cancel), cancel);
        if (!answer.Known)
            return [.. names.Select(name => new AlarmReading(name, null, answer.Error!, beforeTraffic))];

        var found = (answer.Value!.MetricAlarms ?? []).Select(alarm => (Name: alarm.AlarmName, alarm.StateValue, Reason: alarm.StateReason))
            .Concat((answer.Value.CompositeAlarms ?? []).Select(alarm => (Name: alarm.AlarmName, alarm.StateValue, Reason: alarm.StateReason)))
            .ToDictionary(alarm => alarm.Name, StringComparer.Ordinal);
        return
        [
            .. names.Select(name => found.TryGetValue(name, out var alarm)
                ? new AlarmReading(name, alarm.StateValue?.Value, alarm.Reason ?? "", beforeTraffic)
                : new AlarmReading(name, null, "there is no such alarm in this account and region", beforeTraffic)),
        ];
    }

    // Without its type a composite alarm is left out, as if there were none:
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
    private static DescribeAlarmsRequest AllKinds(IEnumerable<string> names) =>
        new() { AlarmNames = [.. names], AlarmTypes = [AlarmType.MetricAlarm.Value, AlarmType.CompositeAlarm.Value], MaxRecords = 100 };
}
