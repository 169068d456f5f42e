using Publican.Rollouts;

namespace Publican.Loop;

/// <summary>One service that left the files: when it is looked at, and what this process knows of it.</summary>
internal sealed class Departure(string name, DateTimeOffset goneSince, int seed)
{
    public string Name => name;

    public DepartureMemory Memory { get; set; } = new(goneSince);

    /// <summary>The revision that runs, as it was last read; a person's word names it.</summary>
    public string? Running { get; set; }

    public DateTimeOffset DueAt { get; set; } = DateTimeOffset.MinValue;

    public Backoff Backoff { get; } = new(seed);
}
