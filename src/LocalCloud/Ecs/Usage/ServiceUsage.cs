namespace LocalCloud.Ecs.Usage;

/// <summary>The last 15 minutes of one service.</summary>
internal sealed class ServiceUsage(TimeProvider time)
{
    private const int Seconds = 900;
    private readonly Lock _gate = new();
    private readonly UsageSecond[] _ring = new UsageSecond[Seconds];

    public long NewestSecond => time.GetUtcNow().ToUnixTimeSeconds();

    public long OldestSecond => NewestSecond - Seconds + 1;

    /// <summary>Nothing of it can be read any more.</summary>
    public bool IsOver => Between(OldestSecond, NewestSecond + 1).Count == 0;

    public void Record(double cpuPercent, double memoryPercent)
    {
        var second = NewestSecond;
        lock (_gate)
        {
            ref var slot = ref _ring[second % Seconds];
            if (slot.Second != second) slot = new UsageSecond(second, default, default);
            slot = slot with { Cpu = slot.Cpu.With(cpuPercent), Memory = slot.Memory.With(memoryPercent) };
        }
    }

    /// <param name="from">Unix time, inclusive.</param>
    /// <param name="to">Unix time, exclusive.</param>
    public IReadOnlyList<UsageSecond> Between(long from, long to)
    {
        var (first, end) = (Math.Max(from, OldestSecond), Math.Min(to, NewestSecond + 1));
        lock (_gate) return [.. _ring.Where(slot => slot.Cpu.Samples > 0 && slot.Second >= first && slot.Second < end)];
    }
}
