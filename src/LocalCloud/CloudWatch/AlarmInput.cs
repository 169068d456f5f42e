using System.Globalization;
using System.Text.Json.Nodes;

namespace LocalCloud.CloudWatch;

/// <summary>Reads PutMetricAlarm: alarms on one metric that LocalCloud measures, with a fixed threshold.</summary>
internal static class AlarmInput
{
    private static readonly string[] Comparisons =
        ["GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold"];

    public static Alarm Read(JsonObject input, MetricReader metrics, Func<string, string> arnOf, DateTimeOffset now)
    {
        MetricInput.AllowOnly(
            input, "PutMetricAlarm", "AlarmName", "AlarmDescription", "ActionsEnabled", "AlarmActions", "OKActions", "InsufficientDataActions", "MetricName",
            "Namespace", "Statistic", "ExtendedStatistic", "Dimensions", "Period", "EvaluationPeriods", "DatapointsToAlarm", "Threshold", "ComparisonOperator",
            "TreatMissingData", "Unit", "Tags");
        var name = MetricInput.Required(input, "AlarmName");
        if (MetricInput.Text(input, "Unit") is not null) throw MetricInput.Invalid("LocalCloud does not convert units; leave Unit out");
        var query = new MetricQuery(
            "alarm", MetricInput.Required(input, "Namespace"), MetricInput.Required(input, "MetricName"), MetricInput.Dimensions(input["Dimensions"]),
            MetricInput.Period(input), StatisticOf(input), Label: null);

        // Refused now rather than silently without data for ever.
        metrics.Check(query);
        var periods = Positive(input, "EvaluationPeriods") ?? throw MetricInput.Invalid("The parameter EvaluationPeriods is required");
        var datapoints = Positive(input, "DatapointsToAlarm") ?? periods;
        if (datapoints > periods) throw MetricInput.Invalid($"DatapointsToAlarm {datapoints} must not be more than EvaluationPeriods {periods}");
        return new Alarm(
            name, arnOf(name), MetricInput.Text(input, "AlarmDescription"), query,
            OneOf(input, "ComparisonOperator", null, Comparisons), Threshold(input), periods, datapoints,
            OneOf(input, "TreatMissingData", "missing", "missing", "ignore", "breaching", "notBreaching"),
            [.. (input["AlarmActions"] as JsonArray ?? []).Select(action => (string)action!)],
            MetricInput.Text(input, "ActionsEnabled") is not { } enabled || enabled.Equals("true", StringComparison.OrdinalIgnoreCase),
            now);
    }

    private static string StatisticOf(JsonObject input) => (MetricInput.Text(input, "Statistic"), MetricInput.Text(input, "ExtendedStatistic")) switch
    {
        ({ } simple, null) => simple,
        (null, { } extended) => extended,
        _ => throw MetricInput.Invalid("One of Statistic and ExtendedStatistic is required"),
    };

    private static double Threshold(JsonObject input) =>
        double.TryParse(MetricInput.Required(input, "Threshold"), NumberStyles.Float, CultureInfo.InvariantCulture, out var threshold) && double.IsFinite(threshold)
            ? threshold
            : throw MetricInput.Invalid($"'{MetricInput.Text(input, "Threshold")}' is not a valid number for Threshold");

    private static int? Positive(JsonObject input, string name) => MetricInput.Number(input, name) switch
    {
        0 => throw MetricInput.Invalid($"{name} must be at least 1"),
        var number => number,
    };

    private static string OneOf(JsonObject input, string name, string? usual, params string[] choices)
    {
        var text = MetricInput.Text(input, name) ?? usual ?? throw MetricInput.Invalid($"The parameter {name} is required");
        return choices.Contains(text, StringComparer.Ordinal) ? text : throw MetricInput.Invalid($"{name} '{text}' must be one of {string.Join(", ", choices)}");
    }
}
