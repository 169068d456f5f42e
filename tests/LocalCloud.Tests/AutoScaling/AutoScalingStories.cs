using System.Text.Json.Nodes;
using LocalCloud.Tests.Support;
using static LocalCloud.Tests.Support.EcsStories;

namespace LocalCloud.Tests.AutoScaling;

internal static class AutoScalingStories
{
    public const string Id = $"service/{Cluster}/web";

    /// <param name="more">Members besides those that name the service's target; they win over them.</param>
    public static Task<JsonNode> ScalingAsync(this TestRegion region, string action, object more)
    {
        var input = new JsonObject { ["ServiceNamespace"] = "ecs", ["ResourceId"] = Id, ["ScalableDimension"] = "ecs:service:DesiredCount" };
        foreach (var (name, value) in (JsonObject)System.Text.Json.JsonSerializer.SerializeToNode(more)!) input[name] = value?.DeepClone();
        return region.CallAsync("AnyScaleFrontendService." + action, input);
    }

    public static async Task<JsonNode> TargetAsync(this TestRegion region) =>
        (await region.CallAsync("AnyScaleFrontendService.DescribeScalableTargets", new { ServiceNamespace = "ecs" }))["ScalableTargets"]!.AsArray().Single()!;

    public static async Task<IReadOnlyList<JsonNode>> ActivitiesAsync(this TestRegion region) =>
        [.. (await region.CallAsync("AnyScaleFrontendService.DescribeScalingActivities", new { ServiceNamespace = "ecs", ResourceId = Id }))["ScalingActivities"]!.AsArray()!];

    public static async Task<int> DesiredAsync(this TestRegion region) => (int)(await region.ServiceAsync("web"))["desiredCount"]!;

    public static Task<JsonNode> TrackAsync(this TestRegion region, string metric, double target, string? label = null, int cooldown = 60) => region.ScalingAsync("PutScalingPolicy", new
    {
        PolicyName = metric,
        PolicyType = "TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration = new
        {
            TargetValue = target,
            PredefinedMetricSpecification = label is null ? (object)new { PredefinedMetricType = metric } : new { PredefinedMetricType = metric, ResourceLabel = label },
            ScaleOutCooldown = cooldown,
            ScaleInCooldown = cooldown,
        },
    });
}
