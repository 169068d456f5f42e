using System.Collections.Immutable;
using System.Text.Json;
using Publican.Observed;

namespace Publican.Events;

/// <param name="Problem">Why it is no event that anybody should have sent here; null for one that is, whether or not it concerns us.</param>
public sealed record EventReading(ImmutableArray<Hint> Hints, string? Problem = null);

/// <summary>Pure: the body of a message, whoever wrote it, gives hints. Everybody who may write to the queue may lie, so nothing else is taken from it.</summary>
/// <remarks>
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_cwe_events.html,
/// https://docs.aws.amazon.com/systems-manager/latest/userguide/monitoring-systems-manager-event-examples.html
/// </remarks>
public static class EventReader
{
    private const string OfService = "service:";

    /// <summary>Never fails.</summary>
    public static EventReading Read(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return Read(json.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Half of a surrogate pair is found only when the text is taken out, and is another exception.
            return Bad($"it is not JSON: {error.Message}");
        }
    }

    private static EventReading Read(JsonElement root)
    {
        if (Text(root, "source") is not { } source || Text(root, "detail-type") is not { } kind || Member(root, "detail") is not { ValueKind: JsonValueKind.Object } detail)
            return Bad("it has not the source, detail-type and detail of an event");
        return (source, kind) switch
        {
            ("aws.ecs", "ECS Task State Change") => OfTask(detail),
            ("aws.ecs", "ECS Deployment State Change" or "ECS Service Action") => OfServices(root),
            ("aws.ssm", "Parameter Store Change") => Text(detail, "name") is { } name ? new EventReading([new Hint.Parameter(name)]) : Bad("it names no parameter"),
            _ => Bad($"'{kind}' of {source} is nothing that Publican asks for"),
        };
    }

    private static EventReading OfTask(JsonElement detail)
    {
        if (Text(detail, "clusterArn") is not { } cluster || Text(detail, "group") is not { } group)
            return Bad("it names no cluster, or no group");
        return JobReader.ServiceOf(Text(detail, "startedBy")) is { } own ? new EventReading([new Hint.OneOffTask(cluster, own)])
            : group.StartsWith(OfService, StringComparison.Ordinal) ? new EventReading([new Hint.EcsService(cluster, group[OfService.Length..])])
            : new EventReading([]);
    }

    private static EventReading OfServices(JsonElement root)
    {
        if (Member(root, "resources") is not { ValueKind: JsonValueKind.Array } resources)
            return Bad("it names no resources");
        var hints = resources.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => Service(item.GetString()!)).OfType<Hint>().ToImmutableArray();
        return hints.IsEmpty ? Bad("none of its resources is an ECS service with its cluster in its ARN") : new EventReading(hints);
    }

    // arn:aws:ecs:<region>:<account>:service/<cluster>/<name>
    private static Hint.EcsService? Service(string arn) =>
        arn.Split(':', 6) is ["arn", _, "ecs", _, _, var resource] && resource.Split('/') is ["service", var cluster, var name]
            ? new Hint.EcsService($"{arn[..^resource.Length]}cluster/{cluster}", name)
            : null;

    private static string? Text(JsonElement element, string name) => Member(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static JsonElement? Member(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    private static EventReading Bad(string problem) => new([], problem);
}
