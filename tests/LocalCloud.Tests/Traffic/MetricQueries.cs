using System.Globalization;

namespace LocalCloud.Tests.Traffic;

internal static class MetricQueries
{
    /// <summary>Sum of a counter over the last 15 minutes, through GetMetricData.</summary>
    /// <param name="targetGroup">Null for the load balancer as a whole.</param>
    public static async Task<double> CountAsync(this BlueGreen world, string metric, string? targetGroup)
    {
        var now = TimeProvider.System.GetUtcNow();
        List<(string, object)> parameters =
        [
            ("StartTime", now.AddMinutes(-20).ToString("O", CultureInfo.InvariantCulture)), ("EndTime", now.AddMinutes(2).ToString("O", CultureInfo.InvariantCulture)),
            ("MetricDataQueries.member.1.Id", "q"), ("MetricDataQueries.member.1.MetricStat.Period", 60), ("MetricDataQueries.member.1.MetricStat.Stat", "Sum"),
            ("MetricDataQueries.member.1.MetricStat.Metric.Namespace", "AWS/ApplicationELB"), ("MetricDataQueries.member.1.MetricStat.Metric.MetricName", metric),
            ("MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Name", "LoadBalancer"),
            ("MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Value", LoadBalancerDimension(world)),
        ];
        if (targetGroup is not null)
        {
            parameters.Add(("MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.2.Name", "TargetGroup"));
            parameters.Add(("MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.2.Value", TargetGroupDimension(targetGroup)));
        }

        var answer = await world.Region.QueryAsync("2010-08-01", "GetMetricData", [.. parameters]);
        return answer.Descendants("Values").Single().Elements().Sum(value => double.Parse(value.Value, CultureInfo.InvariantCulture));
    }

    public static string LoadBalancerDimension(BlueGreen world) => world.LoadBalancer[(world.LoadBalancer.IndexOf(":loadbalancer/", StringComparison.Ordinal) + 14)..];

    public static string TargetGroupDimension(string arn) => arn[arn.IndexOf("targetgroup/", StringComparison.Ordinal)..];
}
