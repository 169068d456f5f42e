using System.Collections.Immutable;
using Publican.Observed;

namespace Publican.Planning;

/// <summary>What is done to a service that left the desired state. Its rules go first, by <see cref="DeletePreviewRule"/> and <see cref="DeleteProductionRule"/>.</summary>
public abstract partial record PlannedAction
{
    /// <param name="Groups">Its target groups, for the guard that no rule leads to them any more.</param>
    public sealed record StopDeparted(Colour Colour, string EcsService, ImmutableArray<string> Groups) : PlannedAction
    {
        public override string Summary => $"stop the tasks of ECS service {EcsService}";

        public override bool IsVisibleIn(ServiceObservation seen) => seen.Services.Known && seen.Services.Value![Colour] is not { Desired: > 0 };
    }

    /// <summary>Never with <c>force</c>: ECS itself refuses to delete a service that should have tasks.</summary>
    /// <param name="Groups">As for <see cref="StopDeparted"/>.</param>
    public sealed record DeleteDeparted(Colour Colour, string EcsService, ImmutableArray<string> Groups) : PlannedAction
    {
        public override string Summary => $"delete ECS service {EcsService}";

        public override bool IsVisibleIn(ServiceObservation seen) => seen.Services.Known && seen.Services.Value![Colour] is not { Status: "ACTIVE" };
    }

    /// <summary>ELB refuses it while a listener or a rule uses the group.</summary>
    public sealed record DeleteTargetGroup(Colour Colour, string TargetGroupArn) : PlannedAction
    {
        public override string Summary => $"delete the {Colour.Word()} target group";

        public override bool IsVisibleIn(ServiceObservation seen) => !seen.TargetGroups.Known || seen.TargetGroups.Value![Colour] is null;
    }
}
