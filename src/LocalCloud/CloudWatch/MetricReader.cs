using LocalCloud.Traffic;

namespace LocalCloud.CloudWatch;

/// <summary>Answers metric queries from what the load balancer counted.</summary>
internal sealed class MetricReader(MetricStore store)
{
    private const string LoadBalancer = "LoadBalancer", TargetGroup = "TargetGroup";

    /// <exception cref="Protocols.AwsException">A query asks for what LocalCloud does not have.</exception>
    public IReadOnlyList<MetricResult> Read(MetricDataRequest request)
    {
        var results = request.Queries.Select(query => Read(query, request)).ToList();
        var points = results.Sum(result => result.Points.Count);
        return request.MaxDatapoints is { } max && points > max
            ? throw MetricInput.Invalid($"The answer has {points} data points, more than MaxDatapoints {max}, and LocalCloud does not page. Ask for less time or longer periods.")
            : results;
    }

    private MetricResult Read(MetricQuery query, MetricDataRequest request)
    {
        var (metric, statistic) = (MetricName.Parse(query), Statistic.Parse(query.Statistic));
        var points = Series(query, metric) is { } series
            ? Points(series, metric, statistic, query.Period, request.Start, request.End)
            : [];
        return new MetricResult(query.Id, query.Label ?? query.MetricName, [.. request.NewestFirst ? points.Reverse() : points]);
    }

    /// <summary>Null for a set of dimensions that AWS publishes nothing under: CloudWatch answers those with no data.</summary>
    private MetricSeries? Series(MetricQuery query, TrafficMetric metric)
    {
        if (query.Dimensions.Keys.FirstOrDefault(name => name is not (LoadBalancer or TargetGroup)) is { } unknown)
            throw MetricInput.Invalid($"LocalCloud has the dimensions {LoadBalancer} and {TargetGroup}, not '{unknown}' (query '{query.Id}')");
        var group = query.Dimensions.GetValueOrDefault(TargetGroup);
        return query.Dimensions.TryGetValue(LoadBalancer, out var balancer) && !(group is not null && MetricName.IsOfLoadBalancerOnly(metric))
            ? store.Find(balancer, group)
            : null;
    }

    /// <summary>Periods begin at multiples of their length, the first one at or before <paramref name="start"/>. Those without data are left out.</summary>
    private static IEnumerable<(DateTimeOffset Time, double Value)> Points(
        MetricSeries series, TrafficMetric metric, Func<MetricSamples, double> statistic, int period, DateTimeOffset start, DateTimeOffset end)
    {
        var endSecond = (long)Math.Ceiling((end - DateTimeOffset.UnixEpoch).TotalSeconds);
        var first = Math.Max(start.ToUnixTimeSeconds(), series.OldestSecond);
        for (var from = first - (first % period); from < endSecond; from += period)
        {
            if (from > series.NewestSecond) yield break;
            var samples = series.Read(metric, from, Math.Min(from + period, endSecond));
            if (samples.Count > 0) yield return (DateTimeOffset.FromUnixTimeSeconds(from), statistic(samples));
        }
    }
}
