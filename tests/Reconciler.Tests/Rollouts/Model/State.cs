using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts.Model;

/// <param name="Before">What reads may still show after a write or a crash.</param>
/// <param name="Zombie">What the stopped leader remembers; only where nothing holds it back.</param>
internal sealed record State(World World, World Before, ProcessMemory Memory, ProcessMemory? Zombie = null)
{
    /// <summary>Long ago: a process that started then has seen everything.</summary>
    public static readonly DateTimeOffset Settled = Sample.Now - TimeSpan.FromHours(1);

    public bool IsSettled => Memory is { Expected: null, LateUntil: null } && Memory.StartedAt == Settled;

    /// <summary>A new process, which knows nothing.</summary>
    public static ProcessMemory Restarted { get; } = new() { StartedAt = Sample.Now };

    /// <summary>Time has passed: all that was written is visible.</summary>
    public static ProcessMemory Rested(ProcessMemory memory) => Seen(memory) with { StartedAt = Settled, Homeward = [] };

    /// <summary>A read has shown the last write.</summary>
    public static ProcessMemory Seen(ProcessMemory memory) => memory with { Expected = null, LateUntil = null, MovedAt = null };

    /// <summary>All that a decision may depend on, as text.</summary>
    public static string KeyOf(ProcessMemory memory) => string.Join(
        '|', memory.StartedAt == Settled, memory.Armed, memory.Moved, memory.Reverted?.Code, memory.FellByHand, memory.GrownFrom, memory.CandidateWeight, memory.SawEven,
        string.Join(',', memory.Homeward), memory.Expected?.Action is PlannedAction.WriteRecord write ? string.Join(',', write.After.ChangesFrom(ReleaseRecord.Empty)) : memory.Expected?.Action.ToString(),
        memory.Expected?.Unclear, memory.LateUntil is not null);
}
