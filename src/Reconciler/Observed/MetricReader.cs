using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;
using Publican.Aws;
using Publican.Desired;

namespace Publican.Observed;

/// <summary>Where a check's figures come from.</summary>
/// <param name="StepSince">The window lies wholly inside the present step.</param>
public sealed record MetricScope(EnvironmentSpec Environment, string ListenerArn, string CandidateGroup, string StableGroup, DateTimeOffset StepSince, DateTimeOffset Now);

/// <summary>Reads what the load balancer counted and timed per target group.</summary>
public sealed class MetricReader(AwsClients aws)
{
    /// <returns>Null while the window is still empty.</returns>
    public async Task<ErrorRateReading?> ReadAsync(ErrorRateCheckSpec check, int index, MetricScope scope, CancellationToken cancel)
    {
        if (Window.Of(check.Over, scope) is not { } window)
            return null;
        var read = await QueryAsync(window, scope, [("RequestCount", "Sum"), ("HTTPCode_Target_5XX_Count", "Sum")], cancel);
        return new ErrorRateReading(index, window.From, window.Until, Count(scope.CandidateGroup), Count(scope.StableGroup));

        RequestCount Count(string group) => new(read[(group, 0)].Values.Sum(), read[(group, 1)].Values.Sum());
    }

    /// <returns>Null while the window is still empty.</returns>
    public async Task<LatencyReading?> ReadAsync(LatencyCheckSpec check, int index, MetricScope scope, CancellationToken cancel)
    {
        if (Window.Of(check.Over, scope) is not { } window)
            return null;
        const string metric = "TargetResponseTime";
        var read = await QueryAsync(window, scope, [(metric, "SampleCount"), (metric, check.Percentile)], cancel);
        return new LatencyReading(index, Time(scope.CandidateGroup), Time(scope.StableGroup));

        ResponseTime Time(string group)
        {
            var (counts, percentiles) = (read[(group, 0)], read[(group, 1)]);
            var requests = percentiles.Keys.Sum(period => counts.GetValueOrDefault(period));
            return requests > 0
                ? new ResponseTime(requests, TimeSpan.FromSeconds(percentiles.Sum(period => period.Value * counts.GetValueOrDefault(period.Key)) / requests))
                : ResponseTime.None;
        }
    }

    /// <summary>Values by period, for each group and the number of each asked statistic.</summary>
    private async Task<IReadOnlyDictionary<(string Group, int Statistic), Dictionary<DateTime, double>>> QueryAsync(
        Window window, MetricScope scope, (string Metric, string Statistic)[] statistics, CancellationToken cancel)
    {
        string[] groups = [scope.CandidateGroup, scope.StableGroup];
        var read = groups.SelectMany(group => statistics.Index().Select(statistic => (group, statistic.Index))).ToDictionary(key => key, _ => new Dictionary<DateTime, double>());
        var queries = groups.Index().SelectMany(group => statistics.Index().Select(statistic => new MetricDataQuery
        {
            Id = $"m{group.Index}{statistic.Index}",
            MetricStat = new MetricStat
            {
                Metric = new Metric
                {
                    Namespace = "AWS/ApplicationELB",
                    MetricName = statistic.Item.Metric,
                    Dimensions =
                    [
                        new Dimension { Name = "TargetGroup", Value = Suffix(group.Item) }, new Dimension { Name = "LoadBalancer", Value = LoadBalancer(scope.ListenerArn) },
                    ],
                },
                Period = window.Period,
                Stat = statistic.Item.Statistic,
            },
        })).ToList();
        string? token = null;
        do
        {
            var page = await aws.Metrics.GetMetricDataAsync(
                new GetMetricDataRequest { MetricDataQueries = queries, StartTime = window.From.UtcDateTime, EndTime = window.End.UtcDateTime, NextToken = token }, cancel);
            foreach (var result in page.MetricDataResults ?? [])
            {
                var into = read[(groups[result.Id[1] - '0'], result.Id[2] - '0')];
                foreach (var (time, value) in (result.Timestamps ?? []).Zip(result.Values ?? []))
                    into[time] = value;
            }

            token = page.NextToken;
        }
        while (!string.IsNullOrEmpty(token));
        return read;
    }

    private sealed record Window(DateTimeOffset From, DateTimeOffset Until, int Period)
    {
        public DateTimeOffset End => RoundUp(Until, Period);

        public static Window? Of(TimeSpan over, MetricScope scope)
        {
            // Load balancers publish minutes; LocalCloud publishes seconds, and the second in progress too.
            var period = scope.Environment.IsLocal ? 1 : 60;
            var until = scope.Now - scope.Environment.Timing.MetricDelay;
            var from = RoundUp(scope.StepSince > until - over ? scope.StepSince : until - over, period);
            return from >= until ? null : new Window(from, until, period);
        }
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
