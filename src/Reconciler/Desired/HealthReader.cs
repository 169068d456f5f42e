using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Reads <c>spec.health</c>: liveness, as the target group asks it.</summary>
internal static class HealthReader
{
    private const string DefaultPath = "/health";
    private const string GrpcPath = "/grpc.health.v1.Health/Check";

    private static readonly Key<string?> Path = Key.Of("path", HttpPath.Kind, $"What is asked. With protocol grpc the default is {GrpcPath}.").Or(DefaultPath);
    private static readonly Key<TimeSpan?> Interval = Key.Of("interval", Kinds.Duration(limits => limits.HealthInterval), "Time between two questions to a task.").Or(TimeSpan.FromSeconds(5));
    private static readonly Key<TimeSpan?> Timeout = Key.Of("timeout", Kinds.Duration(limits => limits.HealthTimeout), "How long an answer may take; shorter than interval.").Or(TimeSpan.FromSeconds(2));
    private static readonly Key<int?> HealthyAfter = Key.Of("healthyAfter", Kinds.Whole(2, 10), "So many good answers in a row make a task healthy again.").Or(2);
    private static readonly Key<int?> UnhealthyAfter = Key.Of("unhealthyAfter", Kinds.Whole(2, 10), "So many bad answers in a row make a task unhealthy.").Or(3);
    private static readonly Key<TimeSpan?> Grace = Key.Of("grace", Kinds.Duration(_ => Limits.Grace), "ECS ignores failed checks of a new task for this long.").Or(TimeSpan.FromSeconds(30));
    private static readonly Key<string?> Codes = Key.Of("codes", Kinds.Any(GrpcCodes.Expected, GrpcCodes.Problem), "With protocol grpc: the codes that are healthy, 0 to 99, such as 0,12 or 0-99; 0 by default.").Optional();

    public static readonly KeySet Keys = new(Path, Interval, Timeout, HealthyAfter, UnhealthyAfter, Grace, Codes);

    public static HealthSpec Read(Field field, Protocol protocol, Limits limits)
    {
        var health = new MapReader(field, Keys, limits);
        var (interval, timeout) = (health.Get(Interval), health.Get(Timeout));
        if (timeout >= interval)
        {
            var at = health.Has(Timeout) ? health[Timeout] : health[Interval];
            at.Error($"the timeout ({Durations.Format(timeout.Value)}) must be shorter than the interval ({Durations.Format(interval.Value)})");
        }

        var isGrpc = protocol == Protocol.Grpc;
        if (!isGrpc && health.Has(Codes))
            health[Codes].Error("only a service of protocol grpc answers with such codes; for others 200 is healthy; remove it");
        return new HealthSpec(
            health.Get(Path, isGrpc ? GrpcPath : DefaultPath) ?? "",
            interval.GetValueOrDefault(),
            timeout.GetValueOrDefault(),
            health.Get(HealthyAfter).GetValueOrDefault(),
            health.Get(UnhealthyAfter).GetValueOrDefault(),
            health.Get(Grace).GetValueOrDefault())
        {
            Codes = isGrpc ? health.Get(Codes, "0") : null,
        };
    }
}
