using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Reads <c>spec.health</c>: liveness, as the target group asks it.</summary>
internal static class HealthReader
{
    private static readonly KeySet Keys = new("path", "interval", "timeout", "healthyAfter", "unhealthyAfter", "grace", "codes");

    public static HealthSpec Read(Field field, Protocol protocol, Limits limits)
    {
        var health = new MapReader(field, Keys);
        var interval = health["interval"].Duration(limits.HealthInterval, TimeSpan.FromSeconds(5));
        var timeout = health["timeout"].Duration(limits.HealthTimeout, TimeSpan.FromSeconds(2));
        if (timeout >= interval)
        {
            var at = health[health.Has("timeout") ? "timeout" : "interval"];
            at.Error($"the timeout ({Durations.Format(timeout.Value)}) must be shorter than the interval ({Durations.Format(interval.Value)})");
        }

        var isGrpc = protocol == Protocol.Grpc;
        if (!isGrpc && health.Has("codes"))
            health["codes"].Error("only a service of protocol grpc answers with such codes; for others 200 is healthy; remove it");
        return new HealthSpec(
            health["path"].Text(HttpPath.Expected, HttpPath.Form(), isGrpc ? "/grpc.health.v1.Health/Check" : "/health") ?? "",
            interval.GetValueOrDefault(),
            timeout.GetValueOrDefault(),
            health["healthyAfter"].Whole(2, 10, 2).GetValueOrDefault(),
            health["unhealthyAfter"].Whole(2, 10, 3).GetValueOrDefault(),
            health["grace"].Duration(Limits.Grace, TimeSpan.FromSeconds(30)).GetValueOrDefault())
        {
            Codes = isGrpc ? health["codes"].Text(GrpcCodes.Expected, GrpcCodes.Problem, "0") : null,
        };
    }
}
