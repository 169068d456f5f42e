using System.Collections.Immutable;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>
/// How a service that left the desired state is deleted: rules, then a wait as after every rollback, then tasks, then all that is empty. The ECS
/// service that carries the record goes last. So a crash at any moment leaves something that is found again, and a file that is put back in
/// time finds a service that only lacks rules or tasks. Pure.
/// </summary>
public static class DepartureMachine
{
    /// <param name="target">From <see cref="Departed"/>, in the shape that was found.</param>
    /// <param name="refusal">Why it may not be deleted; null when it may.</param>
    public static Decision Decide(Target target, ServiceObservation seen, DepartureMemory memory, string? refusal, DateTimeOffset now)
    {
        // A person may have suspended it: who cannot ask deletes nothing.
        if (!seen.Intents.Known)
            return Wait(target, Phase.Blind, seen.Intents.Error ?? "the wishes of people were not read");
        if (seen.Intents.Value!.Suspend is { } suspend)
            return Rest(target, $"suspended by {suspend.Who}; publican resume {target.Names.Service} goes on");
        if (!seen.Leadership.MayBegin)
            return Rest(target, seen.Leadership.Describe());
        if (refusal is not null)
            return Rest(target, refusal);
        if (Blind(target, seen, now) is { } error)
            return Wait(target, Phase.Blind, error);
        if (memory.Reads < 2)
            return Wait(target, Phase.Prune, "a second read must show the same before anything is deleted");

        var (services, rules) = (seen.Services.Value!, seen.Rules.Value!);
        var groups = seen.TargetGroups.Value ?? new Pair<TargetGroup?>(null, null);
        if (Colours(services).Select(colour => services[colour]!).FirstOrDefault(service => !service.Ours) is { } foreign)
            return NotOurs(target, $"ECS service {foreign.Name} exists but does not carry this service's tags; nothing is deleted");
        if (rules.Preview is [var preview, ..])
            return Act(new PlannedAction.DeletePreviewRule(preview.Arn), "it left the desired state");
        if (rules.Production is [var production, ..])
            return Act(new PlannedAction.DeleteProductionRule(production.Arn, []), "it left the desired state: its traffic ends first");

        var found = Colours(groups).Select(colour => (Colour: colour, Group: groups[colour]!)).ToList();
        if (found.FirstOrDefault(one => one.Group is { InUse: true } or { Ours: false }).Group is { } used)
            return NotOurs(target, $"target group {used.Name} is {(used.Ours ? "used by a rule or listener that is not this service's" : "not this service's")}; take it away, and the deletion goes on");

        // A side that has no tasks has nobody who could finish a request.
        var drain = target.Timing.Settle + found.Where(one => services[one.Colour] is { } service && service.Desired + service.Running > 0).Select(one => one.Group.Settings.DeregistrationDelay).DefaultIfEmpty(TimeSpan.Zero).Max();
        var quiet = now - (memory.QuietSince ?? now);
        if (!target.Names.Single && quiet < drain)
            return Wait(target, Phase.Prune, $"requests under way may finish for {Math.Ceiling((drain - quiet).TotalSeconds):0} s");

        var arns = found.Select(one => one.Group.Arn).ToImmutableArray();
        // First, or the autoscaler would start again what is stopped.
        foreach (var scaled in Colours(services).Where(colour => seen.Scaling.Value![colour] is not null))
            return Act(new PlannedAction.RemoveScaling(scaled, "it left the desired state"), "the autoscaler lets go of it");
        Colour[] lastIsTheAnchor = [Colour.Green, Colour.Blue];
        foreach (var colour in lastIsTheAnchor.Where(colour => services[colour] is { Desired: > 0 }))
            return Act(new PlannedAction.StopDeparted(colour, target.Names.EcsService(colour), arns), "no traffic reaches it any more");
        if (Colours(services).Select(colour => services[colour]!).FirstOrDefault(service => service.Running + service.Pending > 0 || service.Status != "ACTIVE") is { } busy)
            return Wait(target, Phase.Prune, $"the tasks of {busy.Name} stop");
        if (services.Green is not null)
            return Act(new PlannedAction.DeleteDeparted(Colour.Green, target.Names.EcsService(Colour.Green), arns), "it has no tasks any more");
        if (found is [var first, ..])
            return Act(new PlannedAction.DeleteTargetGroup(first.Colour, first.Group.Arn), "no rule uses it any more");
        return services.Blue is not null
            ? Act(new PlannedAction.DeleteDeparted(Colour.Blue, target.Names.EcsService(Colour.Blue), arns), "nothing else of it is left")
            : Rest(target, Gone);
    }

    /// <summary>Nothing of it is left.</summary>
    public static bool IsGone(ServiceObservation seen) =>
        seen.HasNothing && seen is { Rules: { Known: true, Value: { Unread: null, Preview.IsEmpty: true, Production.IsEmpty: true } } }
        && seen.TargetGroups is { Known: true, Value: { Blue: null, Green: null } };

    private const string Gone = "nothing of it is left";

    private static string? Blind(Target target, ServiceObservation seen, DateTimeOffset now) => seen switch
    {
        { Services.Known: false } => seen.Services.Error ?? "the ECS services were not read",
        { Rules.Known: false } => seen.Rules.Error ?? "the listener rules were not read",
        { Rules.Value.Unread: { } unread } => $"its rules may stand on {unread}",
        { Scaling.Known: false } => seen.Scaling.Error ?? "the scalable targets were not read",
        { TargetGroups.Known: false } => seen.TargetGroups.Error ?? "the target groups were not read",
        _ when !seen.Services.IsFresh(now, target.Timing.Fresh) || !seen.Rules.IsFresh(now, target.Timing.Fresh) => "what was read is too old to act on",
        _ => null,
    };

    private static IEnumerable<Colour> Colours<T>(Pair<T?> pair) where T : class => new[] { Colour.Blue, Colour.Green }.Where(colour => pair[colour] is not null);

    private static Decision Act(PlannedAction action, string reason) => new() { Phase = Phase.Prune, Action = action, Reason = reason, LookAgain = TimeSpan.Zero };

    private static Decision Wait(Target target, Phase phase, string reason) => new() { Phase = phase, Reason = reason, LookAgain = target.Pace };

    private static Decision Rest(Target target, string reason) => new() { Phase = Phase.HandsOff, Reason = reason, LookAgain = target.Environment.Sweep };

    private static Decision NotOurs(Target target, string reason) =>
        new() { Phase = Phase.Contested, Reason = reason, LookAgain = target.Environment.Sweep, Alarm = new Alarm(Alarms.NotOurs, reason) };
}

/// <summary>What this process knows of a departure. Losing it means waiting anew.</summary>
/// <param name="GoneSince">When it was first seen to have left.</param>
public sealed record DepartureMemory(DateTimeOffset GoneSince)
{
    /// <summary>Reads of all of it that were far enough apart.</summary>
    public int Reads { get; init; }

    private DateTimeOffset? LastRead { get; init; }

    /// <summary>Since when no rule of it was seen, without a gap.</summary>
    public DateTimeOffset? QuietSince { get; init; }

    public DepartureMemory After(ServiceObservation seen, TimeSpan betweenReads, DateTimeOffset now)
    {
        if (seen is not { Services.Known: true, Rules: { Known: true, Value: { } rules } })
            return this;
        var isAnother = LastRead is not { } last || now - last >= betweenReads;
        return this with
        {
            Reads = isAnother ? Reads + 1 : Reads,
            LastRead = isAnother ? now : LastRead,
            QuietSince = rules is { Preview.IsEmpty: true, Production.IsEmpty: true } ? QuietSince ?? now : null,
        };
    }
}
