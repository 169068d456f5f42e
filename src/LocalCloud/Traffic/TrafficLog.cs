using LocalCloud.Protocols;

namespace LocalCloud.Traffic;

/// <summary>The newest segments of all rules and nodes, oldest first, at <c>GET /_local/traffic</c>.</summary>
public sealed class TrafficLog : ILocalRoutes
{
    public const int Capacity = 10_000;
    private readonly Lock _gate = new();
    private readonly Queue<RuleSegment> _segments = new();

    public void Add(RuleSegment segment)
    {
        lock (_gate)
        {
            _segments.Enqueue(segment);
            if (_segments.Count > Capacity) _segments.Dequeue();
        }
    }

    public IReadOnlyList<TrafficSegment> Segments()
    {
        lock (_gate) return [.. _segments.Select(segment => segment.Snapshot())];
    }

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/_local/traffic", () => Results.Json(new { segments = Segments() }));
}
