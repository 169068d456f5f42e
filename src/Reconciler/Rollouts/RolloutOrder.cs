using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>Who may begin a rollout: not before what it depends on has released its own revision, and not more at once than the environment allows.</summary>
public static class RolloutOrder
{
    /// <returns>The targets, each with why it may not begin; what is under way, or at rest, is never stopped by it.</returns>
    public static IReadOnlyList<Target> Of(IReadOnlyList<Target> targets, Func<string, Progress> progress)
    {
        var byName = targets.ToDictionary(target => target.Spec.Name, StringComparer.Ordinal);
        var waiting = targets.Where(target => MayWantToBegin(target, progress(target.Spec.Name))).Select(target => (Target: target, Why: Awaited(target, byName, progress))).ToList();
        var held = waiting.Where(one => one.Why is not null).ToDictionary(one => one.Target.Spec.Name, one => one.Why!, StringComparer.Ordinal);

        if (targets is [{ Environment.RolloutsAtOnce: { } most }, ..])
        {
            var moving = targets.Count(target => progress(target.Spec.Name).IsMoving);

            // What pre-flight or a freeze holds back may wait for days: it never takes the place of one that could begin.
            var next = waiting.Where(one => one.Why is null && !progress(one.Target.Spec.Name).IsMoving)
                .OrderBy(one => progress(one.Target.Spec.Name) is { Phase: Phase.Preflight } or { IsFrozen: true }).ThenBy(one => one.Target.Spec.Name, StringComparer.Ordinal);
            foreach (var (target, _) in next.Skip(Math.Max(0, most - moving)))
                held[target.Spec.Name] = $"other rollouts are under way or come first: the environment allows {most} at once (rolloutsAtOnce)";
        }

        return [.. targets.Select(target => target with { HeldBack = held.GetValueOrDefault(target.Spec.Name) })];
    }

    public static bool MayWantToBegin(Target target, Progress progress) => progress.Settled != target.Revision && progress.RestsAt != target.Revision;

    private static string? Awaited(Target target, Dictionary<string, Target> all, Func<string, Progress> progress)
    {
        foreach (var name in target.Spec.DependsOn)
        {
            if (all.TryGetValue(name, out var other) && progress(name).Settled == other.Revision)
                continue;
            return progress(name).Phase is { } phase && other is not null
                ? $"it depends on {name}, which has not released its own revision yet ({phase})"
                : $"it depends on {name}, which was not looked at yet";
        }

        return null;
    }
}
