using LocalCloud.Protocols;

namespace LocalCloud.Traffic;

/// <summary>Segments of all rules and nodes, oldest first, at <c>GET /_local/traffic</c>: those in force and the newest of those that ended.</summary>
public sealed class TrafficLog : ILocalRoutes
{
    public const int Capacity = 10_000;
    private readonly Lock _gate = new();
    private readonly LinkedList<RuleSegment> _segments = new();

    public void Add(RuleSegment segment)
    {
        lock (_gate)
        {
            _segments.AddLast(segment);
            if (_segments.Count <= Capacity) return;
            var oldest = _segments.First;
            while (oldest is { Value.IsClosed: false }) oldest = oldest.Next;
            if (oldest is not null) _segments.Remove(oldest);
        }
    }

    public IReadOnlyList<TrafficSegment> Segments()
    {
        lock (_gate) return [.. _segments.Select(segment => segment.Snapshot())];
    }

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/_local/traffic", () => Results.Json(new { segments = Segments() }));
}
