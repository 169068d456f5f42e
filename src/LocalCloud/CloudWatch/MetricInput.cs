using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalCloud.Protocols;

namespace LocalCloud.CloudWatch;

/// <summary>Reads GetMetricData from either protocol. The Query form is turned into the shape of the JSON one, so there is one reader.</summary>
internal static class MetricInput
{
    private const int MaxQueries = 500;

    public static AwsException Invalid(string message) => new("ValidationError", message);

    public static MetricDataRequest Read(JsonObject input)
    {
        AllowOnly(input, "GetMetricData", "MetricDataQueries", "StartTime", "EndTime", "ScanBy", "MaxDatapoints", "LabelOptions");
        if (input["LabelOptions"] is not null) throw Invalid("LocalCloud does not support LabelOptions");
        var queries = input["MetricDataQueries"] as JsonArray ?? throw Invalid("The parameter MetricDataQueries is required");
        if (queries.Count is 0 or > MaxQueries) throw Invalid($"MetricDataQueries must have 1 to {MaxQueries} queries, not {queries.Count}");
        var request = new MetricDataRequest(
            [.. queries.Select(query => Query(query as JsonObject ?? throw Invalid("A member of MetricDataQueries is not a structure")))],
            Time(input, "StartTime"),
            Time(input, "EndTime"),
            NewestFirst(Text(input, "ScanBy")),
            Number(input, "MaxDatapoints"));
        if (request.Queries.GroupBy(query => query.Id).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw Invalid($"The Id '{twice.Key}' is used by more than one query");
        return request.Start < request.End ? request : throw Invalid("The parameter StartTime must be less than the parameter EndTime");
    }

    private static MetricQuery Query(JsonObject query)
    {
        if (query["Expression"] is not null) throw Invalid("LocalCloud does not evaluate expressions. Send MetricStat queries.");
        AllowOnly(query, "MetricDataQueries", "Id", "MetricStat", "Label", "ReturnData", "Period", "AccountId");
        if (query["AccountId"] is not null) throw Invalid("LocalCloud has one account; leave AccountId out");
        if (query["Period"] is not null) throw Invalid("Send Period inside MetricStat");
        if (Text(query, "ReturnData") is { } returned && !returned.Equals("true", StringComparison.OrdinalIgnoreCase))
            throw Invalid("ReturnData=false is for expressions, which LocalCloud does not evaluate");
        var stat = query["MetricStat"] as JsonObject ?? throw Invalid("The parameter MetricStat is required");
        AllowOnly(stat, "MetricStat", "Metric", "Period", "Stat", "Unit");
        if (Text(stat, "Unit") is not null) throw Invalid("LocalCloud does not convert units; leave Unit out");
        var metric = stat["Metric"] as JsonObject ?? throw Invalid("The parameter MetricStat.Metric is required");
        AllowOnly(metric, "Metric", "Namespace", "MetricName", "Dimensions");
        return new MetricQuery(
            Required(query, "Id"), Required(metric, "Namespace"), Required(metric, "MetricName"), Dimensions(metric["Dimensions"]),
            Period(stat), Required(stat, "Stat"), Text(query, "Label"));
    }

    public static int Period(JsonObject structure) => Number(structure, "Period") switch
    {
        null => throw Invalid("The parameter Period is required"),
        { } period and (1 or 5 or 10 or 20 or 30) => period,
        { } period when period > 0 && period % 60 == 0 => period,
        var period => throw Invalid($"Period {period} is not valid. Use 1, 5, 10, 20, 30 or a multiple of 60."),
    };

    public static Dictionary<string, string> Dimensions(JsonNode? dimensions)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var dimension in (dimensions as JsonArray)?.OfType<JsonObject>() ?? [])
        {
            if (!result.TryAdd(Required(dimension, "Name"), Required(dimension, "Value")))
                throw Invalid($"The dimension {Required(dimension, "Name")} is given twice");
        }

        return result;
    }

    public static void AllowOnly(JsonObject structure, string where, params ReadOnlySpan<string> names)
    {
        foreach (var (name, _) in structure)
        {
            if (name is not ("Action" or "Version") && !names.Contains(name)) throw Invalid($"LocalCloud does not support the parameter {name} of {where}");
        }
    }

    private static bool NewestFirst(string? scanBy) => scanBy switch
    {
        null or "TimestampDescending" => true,
        "TimestampAscending" => false,
        _ => throw Invalid($"ScanBy '{scanBy}' must be TimestampDescending or TimestampAscending"),
    };

    /// <summary>A number or a boolean of the JSON protocol reads like the text of the Query protocol.</summary>
    public static string? Text(JsonObject structure, string name) => structure[name] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        JsonValue value => value.ToJsonString(),
        _ => throw Invalid($"{name} must be a plain value"),
    };

    public static string Required(JsonObject structure, string name) => Text(structure, name) ?? throw Invalid($"The parameter {name} is required");

    public static int? Number(JsonObject structure, string name) => Text(structure, name) switch
    {
        null => null,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) => value,
        var text => throw Invalid($"'{text}' is not a valid integer for {name}"),
    };

    /// <summary>Seconds since 1970 in JSON, ISO 8601 in a form.</summary>
    private static DateTimeOffset Time(JsonObject structure, string name)
    {
        var text = Required(structure, name);
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && Math.Abs(seconds) < 1e11)
            return DateTimeOffset.UnixEpoch.AddSeconds(seconds);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw Invalid($"'{text}' is not a valid time for {name}");
    }
}
