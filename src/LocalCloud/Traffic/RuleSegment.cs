using System.Collections.Immutable;
using LocalCloud.Elb;

namespace LocalCloud.Traffic;

/// <summary>What one node did for one rule while the same weights were in force. Counted by many requests at once.</summary>
/// <param name="ruleArn">The rule.</param>
/// <param name="node">1 or 2.</param>
/// <param name="from">When the node began to obey these weights.</param>
public sealed class RuleSegment(string ruleArn, int node, DateTimeOffset from, ImmutableArray<WeightedGroup> groups)
{
    private readonly long[] _picks = new long[groups.Length];
    private readonly long[] _errors = new long[groups.Length];
    private readonly long[] _firstErrors = [.. Enumerable.Repeat(long.MaxValue, groups.Length)];
    private long _firstPick = long.MaxValue, _lastPick, _to = long.MaxValue;

    public ImmutableArray<WeightedGroup> Groups { get; } = groups;

    public bool IsClosed => Volatile.Read(ref _to) != long.MaxValue;

    public void Picked(int group, DateTimeOffset now)
    {
        Interlocked.Increment(ref _picks[group]);
        InterlockedExtremes.Lower(ref _firstPick, now.UtcTicks);
        InterlockedExtremes.Raise(ref _lastPick, now.UtcTicks);
    }

    /// <summary>A 5xx answer left the load balancer, from the target or from the load balancer in its place.</summary>
    public void Failed(int group, DateTimeOffset now)
    {
        Interlocked.Increment(ref _errors[group]);
        InterlockedExtremes.Lower(ref _firstErrors[group], now.UtcTicks);
    }

    public void Close(DateTimeOffset now) => InterlockedExtremes.Lower(ref _to, now.UtcTicks);

    public TrafficSegment Snapshot() => new(
        ruleArn, node, TrafficTime.Text(from), TrafficTime.Text(ref _to), TrafficTime.Text(ref _firstPick), TrafficTime.Text(ref _lastPick),
        ByGroup(index => Groups[index].Weight),
        ByGroup(index => Volatile.Read(ref _picks[index])),
        ByGroup(index => Volatile.Read(ref _errors[index])),
        Enumerable.Range(0, Groups.Length)
            .Select(index => (Groups[index].TargetGroupArn, Time: TrafficTime.Text(ref _firstErrors[index])))
            .Where(pair => pair.Time is not null)
            .ToDictionary(pair => pair.TargetGroupArn, pair => pair.Time!));

    private Dictionary<string, T> ByGroup<T>(Func<int, T> value) =>
        Enumerable.Range(0, Groups.Length).ToDictionary(index => Groups[index].TargetGroupArn, value);
}
