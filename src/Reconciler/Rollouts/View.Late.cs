using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <content>What a leader that is gone may have written, or may still write.</content>
public sealed partial class View
{
    /// <summary>A leader that was gone wrote the record, after this one had read or written it.</summary>
    public bool IsOverwritten => Kept(seen, memory) is not null;

    /// <summary>I29: from then on reads show the last write of the process before this one, and none of its calls is under way.</summary>
    public static DateTimeOffset Settled(ProcessMemory memory, ServiceObservation seen, Target target) => memory.StartedAt + target.Timing.ReadLag + seen.Leadership.Quiet;

    public bool IsSettled => now >= Settled(memory, seen, target);

    /// <summary>A rollout is under way, or what it left is not cleaned up yet.</summary>
    public bool IsInMotion => Attempt is not null || Record.RetireAt is not null || !Previews.IsEmpty || Service(C) is { Up: true };

    /// <summary>
    /// The leader before did not leave in good order, and may have been stopped right before a call: if it goes on, that call is sent, for as long as
    /// AWS takes its signature. So this leader looks often.
    /// </summary>
    public bool MayComeLate => memory.Found is { InMotion: true } && seen.Leadership is { IsHeld: true, Quiet: var quiet, Since: var since }
        && quiet > TimeSpan.Zero && now < since + Leadership.SignaturesValid;

    /// <summary>What such a call may make of the candidate's weight: the step after the one that was found.</summary>
    public int? LateWeight => MayComeLate ? NextWeight(memory.Found!.Weight) : null;

    /// <summary>
    /// Or it was the way home of what this leader found and brought home itself. In an attempt that this leader opened, nobody decided that.
    /// </summary>
    public bool IsLateHome => MayComeLate && memory.TookHome && Attempt?.At > seen.Leadership.Since;

    private static ReleaseRecord? Kept(ServiceObservation seen, ProcessMemory memory) =>
        seen.Leadership.IsHeld && memory.Record is { } own && seen.Services.Value?.Blue is { Ours: true } && !own.SameAs(seen.Record)
        && !(memory.Expected?.Action is PlannedAction.WriteRecord lagging && lagging.Before.SameAs(seen.Record))
            ? own
            : null;
}
