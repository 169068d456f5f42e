using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;
using Publican.Aws;
using Publican.Desired;

namespace Publican.Observed;

/// <summary>Reads requests and 5xx answers per target group. The window lies wholly inside the present step.</summary>
public sealed class MetricReader(AwsClients aws)
{
    private static readonly string[] Metrics = ["RequestCount", "HTTPCode_Target_5XX_Count"];

    /// <returns>Null while the window is still empty.</returns>
    public async Task<ErrorRateReading?> ReadAsync(
        ErrorRateCheckSpec check, int index, EnvironmentSpec environment, DateTimeOffset stepSince, DateTimeOffset now,
        string listenerArn, string candidateGroup, string stableGroup, CancellationToken cancel)
    {
        // Load balancers publish minutes; LocalCloud publishes seconds, and the second in progress too.
        var period = environment.IsLocal ? 1 : 60;
        var until = now - environment.Timing.MetricDelay;
        var from = RoundUp(stepSince > until - check.Over ? stepSince : until - check.Over, period);
        if (from >= until)
            return null;

        var queries = new[] { candidateGroup, stableGroup }.SelectMany((group, g) => Metrics.Select((metric, m) => Query($"m{g}{m}", metric, group)));
        var sums = new Dictionary<string, double>(StringComparer.Ordinal);
        string? token = null;
        do
        {
            var page = await aws.Metrics.GetMetricDataAsync(
                new GetMetricDataRequest
                {
                    MetricDataQueries = [.. queries],
                    StartTime = from.UtcDateTime,
                    EndTime = RoundUp(until, period).UtcDateTime,
                    NextToken = token,
                },
                cancel);
            foreach (var result in page.MetricDataResults ?? [])
                sums[result.Id] = sums.GetValueOrDefault(result.Id) + (result.Values ?? []).Sum();
            token = page.NextToken;
        }
        while (!string.IsNullOrEmpty(token));

        return new ErrorRateReading(index, from, until, Count(0), Count(1));

        RequestCount Count(int group) => new(sums.GetValueOrDefault($"m{group}0"), sums.GetValueOrDefault($"m{group}1"));

        MetricDataQuery Query(string id, string metric, string group) => new()
        {
            Id = id,
            MetricStat = new MetricStat
            {
                Metric = new Metric
                {
                    Namespace = "AWS/ApplicationELB",
                    MetricName = metric,
                    Dimensions = [new Dimension { Name = "TargetGroup", Value = Suffix(group) }, new Dimension { Name = "LoadBalancer", Value = LoadBalancer(listenerArn) }],
                },
                Period = period,
                Stat = "Sum",
            },
        };
    }

    // arn:aws:elasticloadbalancing:region:account:targetgroup/name/id → targetgroup/name/id
    private static string Suffix(string groupArn) => groupArn.Split(':', 6)[5];

    // …:listener/app/name/id/listener → app/name/id
    private static string LoadBalancer(string listenerArn) => string.Join('/', listenerArn.Split(':', 6)[5].Split('/')[1..4]);

    private static DateTimeOffset RoundUp(DateTimeOffset time, int seconds)
    {
        var step = TimeSpan.FromSeconds(seconds).Ticks;
        return new DateTimeOffset((time.UtcTicks + step - 1) / step * step, TimeSpan.Zero);
    }
}
