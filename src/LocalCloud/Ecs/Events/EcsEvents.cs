using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LocalCloud.Ecs.Operations;
using LocalCloud.Ecs.State;
using LocalCloud.EventBridge;

namespace LocalCloud.Ecs.Events;

/// <summary>Tells the event bus what changed: of a task as DescribeTasks would show it, with times as text; of a service in the words of its events.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_cwe_events.html</remarks>
internal sealed class EcsEvents(EventBus bus, RegionOptions options, TimeProvider time)
{
    private const string Source = "aws.ecs";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new IsoTime() },
    };

    /// <param name="before">Null for a new one.</param>
    public void OfTask(EcsTask? before, EcsTask after)
    {
        if (before is not null && before.LastStatus == after.LastStatus && before.DesiredStatus == after.DesiredStatus && SameContainers(before, after)) return;
        bus.Publish(Source, "ECS Task State Change", after.Arn, () =>
        {
            var detail = JsonSerializer.SerializeToNode(TaskView.Of(after, ClusterArn(after.Cluster), options.Region, withTags: false), Json)!;

            // The one member that has another word here than in the API.
            foreach (var attachment in detail["attachments"]!.AsArray()) attachment!["type"] = "eni";
            detail["updatedAt"] = Text(time.GetUtcNow());
            return detail;
        });
    }

    /// <param name="before">Null for a new one.</param>
    public void OfService(Service? before, Service after)
    {
        var last = before?.Events.FirstOrDefault()?.Id;
        foreach (var news in after.Events.TakeWhile(item => item.Id != last).Reverse().Select(item => item.News).OfType<ServiceNews>()) Publish(after, news);

        // A deployment that a person began; ECS writes no event of its own for that. One that the breaker began was told above.
        if (before?.Deployments.Any(deployment => deployment.Id == after.Primary.Id) != true) Publish(after, ServiceNews.InProgress(after.Primary));
    }

    private void Publish(Service service, ServiceNews news)
    {
        if (news.Deployment is { } deployment)
        {
            bus.Publish(Source, "ECS Deployment State Change", service.Arn, () => new JsonObject
            {
                ["eventType"] = news.EventType, ["eventName"] = news.EventName, ["deploymentId"] = deployment.Id, ["updatedAt"] = Text(deployment.UpdatedAt), ["reason"] = deployment.Reason,
            });
            return;
        }

        bus.Publish(Source, "ECS Service Action", service.Arn, () => new JsonObject
        {
            ["eventType"] = news.EventType, ["eventName"] = news.EventName, ["clusterArn"] = ClusterArn(service.Key.Cluster), ["createdAt"] = Text(time.GetUtcNow()),
        });
    }

    private string ClusterArn(string cluster) => Arn.Of(options.Region, "ecs", $"cluster/{cluster}");

    private static bool SameContainers(EcsTask before, EcsTask after) =>
        before.Containers.Select(container => container.LastStatus).SequenceEqual(after.Containers.Select(container => container.LastStatus));

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private sealed class IsoTime : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(Text(value));
    }
}
