using LocalCloud.Traffic;

namespace LocalCloud.CloudWatch;

/// <summary>Answers metric queries from what the region measures itself.</summary>
internal sealed class MetricReader(IEnumerable<IMetricSource> sources)
{
    private readonly Dictionary<string, IMetricSource> _sources = sources.ToDictionary(source => source.Namespace, StringComparer.Ordinal);

    /// <exception cref="Protocols.AwsException">A query asks for what LocalCloud does not have.</exception>
    public IReadOnlyList<MetricResult> Read(MetricDataRequest request)
    {
        var results = request.Queries.Select(query => Read(query, request)).ToList();
        var points = results.Sum(result => result.Points.Count);
        return request.MaxDatapoints is { } max && points > max
            ? throw MetricInput.Invalid($"The answer has {points} data points, more than MaxDatapoints {max}, and LocalCloud does not page. Ask for less time or longer periods.")
            : results;
    }

    /// <summary>Refuses what would be without data for ever.</summary>
    /// <exception cref="Protocols.AwsException">Namespace, metric, dimension or statistic is not one LocalCloud has.</exception>
    public void Check(MetricQuery query) => Resolve(query);

    private (IMetricSource Source, Func<MetricSamples, double> Statistic) Resolve(MetricQuery query)
    {
        if (!_sources.TryGetValue(query.Namespace, out var source))
            throw MetricInput.Invalid($"LocalCloud has metrics of {List(_sources.Keys)} only, not of '{query.Namespace}' (query '{query.Id}')");
        if (!source.Metrics.Contains(query.MetricName))
            throw MetricInput.Invalid($"LocalCloud does not measure '{query.MetricName}' of {source.Namespace} (query '{query.Id}'). It has {List(source.Metrics)}.");
        if (query.Dimensions.Keys.FirstOrDefault(name => !source.Dimensions.Contains(name)) is { } unknown)
            throw MetricInput.Invalid($"LocalCloud has the dimensions {List(source.Dimensions)}, not '{unknown}' (query '{query.Id}')");
        if (query.Statistic.StartsWith('p') && !source.HasPercentiles)
            throw MetricInput.Invalid($"There are no percentiles of {query.MetricName} (query '{query.Id}'): AWS publishes it as sums. Use Average, Minimum or Maximum.");
        return (source, Statistic.Parse(query.Statistic));
    }

    private MetricResult Read(MetricQuery query, MetricDataRequest request)
    {
        var (source, statistic) = Resolve(query);
        var points = source.Find(query) is { } readings ? Points(readings, statistic, query.Period, request.Start, request.End) : [];
        return new MetricResult(query.Id, query.Label ?? query.MetricName, [.. request.NewestFirst ? points.Reverse() : points]);
    }

    /// <summary>Periods begin at multiples of their length, the first one at or before <paramref name="start"/>. Those without data are left out.</summary>
    private static IEnumerable<(DateTimeOffset Time, double Value)> Points(
        IMetricReadings readings, Func<MetricSamples, double> statistic, int period, DateTimeOffset start, DateTimeOffset end)
    {
        var endSecond = (long)Math.Ceiling((end - DateTimeOffset.UnixEpoch).TotalSeconds);
        var first = Math.Max(start.ToUnixTimeSeconds(), readings.OldestSecond);
        for (var from = first - (first % period); from < endSecond; from += period)
        {
            if (from > readings.NewestSecond) yield break;
            var samples = readings.Read(from, Math.Min(from + period, endSecond));
            if (samples.Count > 0) yield return (DateTimeOffset.FromUnixTimeSeconds(from), statistic(samples));
        }
    }

    private static string List(IEnumerable<string> names) => string.Join(", ", names);
}
