using System.Text.Json.Nodes;
using LocalCloud.Protocols;

namespace LocalCloud.CloudWatch;

/// <summary>PutMetricAlarm, DescribeAlarms, DeleteAlarms, SetAlarmState. Actions are kept and shown, not carried out.</summary>
internal sealed class AlarmOperations(AlarmStore store, MetricReader metrics, RegionOptions options, TimeProvider time)
{
    private const int MostRecords = 100;

    public JsonObject Put(JsonObject input)
    {
        store.Put(AlarmInput.Read(input, metrics, name => Arn.Of(options.Region, "cloudwatch", "alarm:" + name), time.GetUtcNow()));
        return [];
    }

    public JsonObject Describe(JsonObject input)
    {
        MetricInput.AllowOnly(input, "DescribeAlarms", "AlarmNames", "AlarmNamePrefix", "StateValue", "AlarmTypes", "MaxRecords", "NextToken", "ActionPrefix");
        if (MetricInput.Text(input, "ActionPrefix") is not null) throw MetricInput.Invalid("LocalCloud does not filter by ActionPrefix");
        var names = (input["AlarmNames"] as JsonArray)?.Select(name => (string)name!).ToHashSet(StringComparer.Ordinal);
        var types = (input["AlarmTypes"] as JsonArray)?.Select(type => (string)type!).ToHashSet(StringComparer.Ordinal);
        var (prefix, state) = (MetricInput.Text(input, "AlarmNamePrefix"), MetricInput.Text(input, "StateValue"));
        var matching = store.Current().Where(alarm =>
            (types is null || types.Contains("MetricAlarm"))
            && (names is null || names.Contains(alarm.Name))
            && (prefix is null || alarm.Name.StartsWith(prefix, StringComparison.Ordinal))
            && (state is null || alarm.State == state));
        var (page, next) = Page.Of(
            matching, alarm => alarm.Name, MetricInput.Number(input, "MaxRecords"), 50, MostRecords, MetricInput.Text(input, "NextToken"), "InvalidNextToken", "ValidationError");
        var answer = new JsonObject { ["MetricAlarms"] = new JsonArray([.. page.Select(Show)]), ["CompositeAlarms"] = new JsonArray() };
        if (next is not null) answer["NextToken"] = next;
        return answer;
    }

    public JsonObject Delete(JsonObject input)
    {
        MetricInput.AllowOnly(input, "DeleteAlarms", "AlarmNames");
        store.Remove((input["AlarmNames"] as JsonArray ?? throw MetricInput.Invalid("The parameter AlarmNames is required")).Select(name => (string)name!));
        return [];
    }

    public JsonObject SetState(JsonObject input)
    {
        MetricInput.AllowOnly(input, "SetAlarmState", "AlarmName", "StateValue", "StateReason", "StateReasonData");
        var (name, state, reason) = (MetricInput.Required(input, "AlarmName"), MetricInput.Required(input, "StateValue"), MetricInput.Required(input, "StateReason"));
        if (state is not (Alarm.Ok or Alarm.InAlarm or Alarm.NoData)) throw MetricInput.Invalid($"StateValue '{state}' must be OK, ALARM or INSUFFICIENT_DATA");
        var now = time.GetUtcNow();
        var known = store.Change(name, alarm => alarm with
        {
            State = state,
            Reason = reason,
            StateSince = now,
            ForcedUntil = now + TimeSpan.FromSeconds(alarm.Query.Period),
        });
        return known ? [] : throw new AwsException("ResourceNotFound", $"There is no alarm {name}", StatusCodes.Status404NotFound);
    }

    private static JsonNode Show(Alarm alarm)
    {
        var isPercentile = alarm.Query.Statistic.StartsWith('p');
        var shown = new JsonObject
        {
            ["AlarmName"] = alarm.Name,
            ["AlarmArn"] = alarm.Arn,
            ["AlarmConfigurationUpdatedTimestamp"] = JsonValue.Create(alarm.ConfiguredAt),
            ["ActionsEnabled"] = alarm.ActionsEnabled,
            ["OKActions"] = new JsonArray(),
            ["AlarmActions"] = new JsonArray([.. alarm.AlarmActions.Select(action => (JsonNode)action)]),
            ["InsufficientDataActions"] = new JsonArray(),
            ["StateValue"] = alarm.State,
            ["StateReason"] = alarm.Reason,
            ["StateUpdatedTimestamp"] = JsonValue.Create(alarm.StateSince),
            ["StateTransitionedTimestamp"] = JsonValue.Create(alarm.StateSince),
            ["MetricName"] = alarm.Query.MetricName,
            ["Namespace"] = alarm.Query.Namespace,
            [isPercentile ? "ExtendedStatistic" : "Statistic"] = alarm.Query.Statistic,
            ["Dimensions"] = new JsonArray([.. alarm.Query.Dimensions.Select(pair => (JsonNode)new JsonObject { ["Name"] = pair.Key, ["Value"] = pair.Value })]),
            ["Period"] = alarm.Query.Period,
            ["EvaluationPeriods"] = alarm.EvaluationPeriods,
            ["DatapointsToAlarm"] = alarm.Datapoints,
            ["Threshold"] = alarm.Threshold,
            ["ComparisonOperator"] = alarm.Comparison,
            ["TreatMissingData"] = alarm.TreatMissing,
        };
        if (alarm.Description is not null) shown["AlarmDescription"] = alarm.Description;
        return shown;
    }
}
