using System.Collections.Immutable;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Plans;

/// <summary>A service of this environment that the files do not hold.</summary>
/// <param name="Refusal">Why it is not deleted; null when it is.</param>
internal sealed record OrphanPlan(string Name, string? Refusal, ImmutableArray<PlannedStep> Steps)
{
    private const int MostLooks = 1_000;

    /// <summary>Rules that are deleted: others may take their places.</summary>
    public IEnumerable<string> Freed => Steps.Select(step => step.Action).Select(action => action switch
    {
        PlannedAction.DeletePreviewRule preview => preview.RuleArn,
        PlannedAction.DeleteProductionRule production => production.RuleArn,
        _ => null,
    }).OfType<string>();

    /// <param name="refusal">Of the guard, as if the waiting were over.</param>
    public static OrphanPlan Of(Target target, ServiceObservation seen, string? refusal, DateTimeOffset now)
    {
        var (name, steps, began) = (target.Names.Service, ImmutableArray.CreateBuilder<PlannedStep>(), now);
        var memory = new DepartureMemory(now) { Reads = 2 };
        for (var looks = 0; looks < MostLooks; looks++)
        {
            seen = seen with { Services = Now(seen.Services, now), Rules = Now(seen.Rules, now), TargetGroups = Now(seen.TargetGroups, now), Leadership = Leadership.Alone };
            memory = memory.After(seen, target.Timing.BetweenReads, now);
            var decision = DepartureMachine.Decide(target, seen, memory, refusal, now);
            if (decision.Action is { } action)
            {
                steps.Add(new PlannedStep(action, decision.Phase, decision.Reason, Drift: null, now - began));
                seen = Unused(Foreseen.After(action, seen, target, now));
                now += TimeSpan.FromMilliseconds(1);
                continue;
            }

            if (decision.Phase != Phase.Prune)
                return new OrphanPlan(name, steps.Count == 0 || decision.Alarm is not null ? decision.Reason : null, steps.ToImmutable());
            now += decision.LookAgain;
        }

        throw new InvalidOperationException($"the deletion of {name} has no end: {string.Join("; ", steps.TakeLast(5).Select(step => step.Action.Summary))}");
    }

    private static Fact<T> Now<T>(Fact<T> fact, DateTimeOffset now) => fact.Known ? Fact<T>.Of(fact.Value!, now) : fact;

    // What uses its groups are its own rules, unless some of those are gone and it is still used: that shows when it is tried.
    private static ServiceObservation Unused(ServiceObservation seen) => seen is { Rules.Value: { Production.IsEmpty: true, Preview.IsEmpty: true }, TargetGroups: { Known: true } groups }
        ? seen with { TargetGroups = Fact<Pair<TargetGroup?>>.Of(groups.Value!.Select(group => group is null ? null : group with { InUse = false }), groups.At) }
        : seen;
}
