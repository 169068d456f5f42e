namespace LocalCloud.CloudWatch;

/// <summary>GetMetricData as both protocols ask for it.</summary>
public sealed record MetricDataRequest(
    IReadOnlyList<MetricQuery> Queries,
    DateTimeOffset Start,
    DateTimeOffset End,
    bool NewestFirst,
    int? MaxDatapoints);

/// <summary>One MetricStat query.</summary>
/// <param name="Period">Seconds, 1 or more.</param>
public sealed record MetricQuery(
    string Id,
    string Namespace,
    string MetricName,
    IReadOnlyDictionary<string, string> Dimensions,
    int Period,
    string Statistic,
    string? Label);

/// <param name="Points">Start of each period that has data, with its value.</param>
public sealed record MetricResult(string Id, string Label, IReadOnlyList<(DateTimeOffset Time, double Value)> Points);
