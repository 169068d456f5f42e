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
    public async Task<MetricReading?> ReadAsync(MetricCheckSpec check, MetricScope scope, CancellationToken cancel)
    {
        if (Window.Of(check.Over, scope) is not { } window)
            return null;
        var latency = check as LatencyCheckSpec;
        (string, string)[] statistics = latency is null
            ? [("RequestCount", "Sum"), ("HTTPCode_Target_5XX_Count", "Sum")]
            : [("TargetResponseTime", "SampleCount"), ("TargetResponseTime", latency.Percentile)];
        var read = await QueryAsync(window, scope, statistics, cancel);
        return new MetricReading(check, scope.Now, FigureOf(scope.CandidateGroup), FigureOf(scope.StableGroup));

        Figure FigureOf(string group) => latency is null ? ErrorRate(read[(group, 0)], read[(group, 1)]) : ResponseTime(read[(group, 0)], read[(group, 1)]);
    }

    private static Figure ErrorRate(Dictionary<DateTime, double> requests, Dictionary<DateTime, double> errors)
    {
        var all = requests.Values.Sum();
        return all > 0 ? new Figure(all, 100 * errors.Values.Sum() / all) : Figure.None;
    }

    /// <summary>Percentiles of minutes cannot be added up: their mean, each weighted by its requests.</summary>
    private static Figure ResponseTime(Dictionary<DateTime, double> requests, Dictionary<DateTime, double> seconds)
    {
        var all = seconds.Keys.Sum(period => requests.GetValueOrDefault(period));
        return all > 0 ? new Figure(all, 1000 * seconds.Sum(period => period.Value * requests.GetValueOrDefault(period.Key)) / all) : Figure.None;
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
