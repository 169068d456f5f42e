using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>
/// An ECS service that others made is taken over only where its document says so, and only as it stands: while anything differs from the files nothing is
/// touched. Then tags on its task definition say which revision it is, and after them tags on the service say whose it is and that this is proven. No task is
/// started or stopped.
/// </summary>
internal static class AdoptionRow
{
    public static Decision? Adopt(View view)
    {
        if (view.Target.Spec.Adopt is not { } name || view.One() is { Ours: true })
            return null;
        if (view.One() is not { } service)
            return Stopped(view, Alarms.NothingToAdopt, $"there is no ECS service {name} in the cluster {view.Target.Names.Cluster}; correct the name under adopt, or take adopt away and a new service is made");
        if (!view.Seen.Adoption.Known)
            return Say.Wait(view, Phase.Blind, view.Seen.Adoption.Error ?? $"ECS service {name} was not compared with the files");
        if (view.Seen.Adoption.Value is [_, ..] differences)
            return Stopped(view, Alarms.AdoptionDiffers, $"ECS service {name} is not adopted, because it is not as the files say: {string.Join("; ", differences.Select(one => one.Message))}. Change the files or the service until nothing differs");
        if (SafetyRows.Unsettled(view) is { } wait)
            return wait;
        return service.Revision != view.Desired
            ? Say.Act(Phase.Adopt, new PlannedAction.AdoptDefinition(service.TaskDefinitionArn, view.Desired), $"ECS service {name} is as the files say; its task definition becomes {view.Desired}")
            : Say.Act(Phase.Adopt, new PlannedAction.AdoptService(service.Arn, service.TaskDefinitionArn, service.Desired,
                ReleaseRecord.Empty with { Proven = new Proven(view.Desired, service.TaskDefinitionArn) }), $"ECS service {name} is as the files say");
    }

    private static Decision Stopped(View view, string alarm, string message) => Say.Rest(view, Phase.Adopt, message) with { Alarm = new Alarm(alarm, message) };
}
