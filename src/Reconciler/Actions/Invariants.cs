using Publican.Observed;
using Publican.Planning;

namespace Publican.Actions;

/// <summary>
/// The last look before a write, whatever planned it: I1 to I5 and I15 to I17 of the contract, judged by facts read right before.
/// Pure; a refusal begins with the name of the invariant.
/// </summary>
internal static class Invariants
{
    /// <returns>Null when the write may be sent.</returns>
    public static string? Refusal(PlannedAction action, FreshFacts facts, Target target, DateTimeOffset now) =>
        Owners(action, facts, target) ?? Changed(action, facts) ?? (action switch
        {
            PlannedAction.SetWeights weights => WeightInvariants.Refusal(weights, facts, target),
            PlannedAction.CreateProductionRule rule => WeightInvariants.Refusal(rule, facts, target),
            PlannedAction.StartCandidate start => SideInvariants.Refusal(start, facts, now),
            PlannedAction.Scale scale => SideInvariants.Refusal(scale, facts, target, now),
            PlannedAction.RegisterScaling register => SideInvariants.Refusal(register, facts, now),
            PlannedAction.RunJob run => JobInvariants.Refusal(run, facts),
            PlannedAction.WriteRuns write => JobInvariants.Refusal(write, facts, target),
            PlannedAction.WriteRecord { ProvenGroup: { } proven } => Proven(proven, facts),
            PlannedAction.Roll roll => RollingInvariants.Refusal(roll, facts),
            PlannedAction.ScaleRollingService scale => RollingInvariants.Refusal(scale, facts),
            PlannedAction.AdoptDefinition adopt => AdoptInvariants.Refusal(adopt, facts, target),
            PlannedAction.AdoptService adopt => AdoptInvariants.Refusal(adopt, facts, target),
            PlannedAction.RestoreSettings restore => RestoreInvariants.Refusal(restore, facts, target),
            PlannedAction.ConfigureTargetGroup { Restores: true } group => RestoreInvariants.Refusal(group, facts, target),
            PlannedAction.StopDeparted or PlannedAction.DeleteDeparted or PlannedAction.DeleteTargetGroup when target.Revision != PruneGuard.NoRevision =>
                $"I19: {target.Names.Service} is in the desired state",
            PlannedAction.StopDeparted or PlannedAction.DeleteDeparted when facts.InUse is [var used, ..] => $"I4: a rule or listener leads to {used}",
            PlannedAction.DeregisterTaskDefinition deregister => Needed(deregister.TaskDefinitionArn, facts),
            PlannedAction.DeleteTaskDefinition delete => Needed(delete.TaskDefinitionArn, facts),
            PlannedAction.ConfigureTargetGroup group => SideInvariants.Serves(group.TargetGroupArn, facts),
            _ => null,
        }) ?? Aged(action, facts, target, now);

    /// <summary>I15: only what carries our tags is written, and traffic or tasks go to nothing else.</summary>
    private static string? Owners(PlannedAction action, FreshFacts facts, Target target)
    {
        // The one way in which something of others becomes ours; it has a guard of its own.
        if (action is PlannedAction.AdoptDefinition or PlannedAction.AdoptService)
            return null;
        var needs = Needs.Of(action);
        IEnumerable<string> arns = [.. needs.Owned, .. new[] { needs.TaskDefinition, needs.Task }.OfType<string>()];
        foreach (var arn in arns)
        {
            var tags = facts.Tags.GetValueOrDefault(arn);
            if (!IsOurs(tags, target) || (KindOf(action) is { } kind && tags!.GetValueOrDefault(OwnerTags.Rule) != kind))
                return $"I15: {arn} does not carry this service's tags";
        }

        Colour? written = action switch
        {
            PlannedAction.StartCandidate start => start.Colour,
            PlannedAction.Scale scale => scale.Colour,
            // A scalable target is a part of its ECS service, and whose that is decides.
            PlannedAction.RegisterScaling register => register.Colour,
            PlannedAction.PutScalingPolicy put => put.Colour,
            PlannedAction.RemoveScaling remove => remove.Colour,
            PlannedAction.RestoreSettings restore => restore.Colour,
            PlannedAction.RestoreTags restore => restore.Colour,
            PlannedAction.StopDeparted stop => stop.Colour,
            PlannedAction.DeleteDeparted delete => delete.Colour,
            PlannedAction.WriteRecord or PlannedAction.Roll or PlannedAction.ScaleRollingService => Colour.Blue,
            _ => null,
        };
        return written is { } colour && !IsOurs(facts.Services[colour]?.Tags, target)
            ? $"I15: ECS service {target.Names.EcsService(colour)} does not carry this service's tags"
            : null;
    }

    private static bool IsOurs(IReadOnlyDictionary<string, string>? tags, Target target) =>
        tags is not null
        && tags.GetValueOrDefault(OwnerTags.Service) == target.Names.Service
        && tags.GetValueOrDefault(OwnerTags.Environment) == target.Names.Environment;

    private static string? KindOf(PlannedAction action) => action switch
    {
        PlannedAction.DeletePreviewRule => Rule.OfPreview,
        PlannedAction.SetWeights or PlannedAction.SetRouteConditions or PlannedAction.SetRoutePriority or PlannedAction.DeleteProductionRule => Rule.OfProduction,
        _ => null,
    };

    /// <summary>I17: what the write was planned from is what is there.</summary>
    private static string? Changed(PlannedAction action, FreshFacts facts)
    {
        foreach (var arn in Needs.Of(action).Rules)
        {
            if (facts.Rules.All(rule => rule.RuleArn != arn))
                return $"I17: rule {arn} is gone";
        }

        return action is PlannedAction.WriteRecord write && (facts.Services.Blue?.Arn != write.AnchorArn || !facts.Record.SameAs(write.Before))
            ? "I17: somebody else wrote the record since it was read"
            : null;
    }

    /// <summary>I13: traffic may have been moved since the bake was judged, or the targets may have fallen ill.</summary>
    private static string? Proven(string group, FreshFacts facts)
    {
        var weight = facts.Rules.Select(rule => (facts with { Rules = [rule] }).WeightOf(group)).FirstOrDefault(live => live != 100, 100);
        var (healthy, need) = (facts.Healthy.GetValueOrDefault(group), facts.Record.Attempt?.Capacity ?? 1);
        return weight < 100 ? $"I13: {group} has {weight}% of the traffic and cannot be called stable"
            : healthy < need ? $"I13: {healthy} of {need} targets of {group} are healthy, and it cannot be called stable"
            : null;
    }

    /// <summary>Section 8 of the contract: what runs, is kept warm, or is what there is to go back to stays registered.</summary>
    private static string? Needed(string definition, FreshFacts facts) =>
        facts.Record.Proven?.TaskDefinitionArn == definition
        || new[] { facts.Services.Blue?.Live, facts.Services.Green?.Live }.OfType<Amazon.ECS.Model.Service>()
            .Any(service => service.TaskDefinition == definition || service.Deployments?.Any(deployment => deployment.TaskDefinition == definition) == true)
            ? $"Retention: {definition} is in use"
            : null;

    // The way home is absolute: it is right however long the read took, and a slow AWS must not keep traffic on a bad side.
    private static string? Aged(PlannedAction action, FreshFacts facts, Target target, DateTimeOffset now) =>
        action is not (PlannedAction.SetWeights { CandidateWeight: 0 } or PlannedAction.Roll { Back: true }) && now - facts.At > target.Timing.Fresh
            ? $"I17: the reads before the write took {(now - facts.At).TotalSeconds:0.#} s, allowed are {target.Timing.Fresh.TotalSeconds:0.#} s"
            : null;
}
