using Publican.Observed;

namespace Publican.Planning;

/// <summary>What is done to task definitions that are not needed any more: ECS deletes only what was deregistered.</summary>
public abstract partial record PlannedAction
{
    public sealed record DeregisterTaskDefinition(string TaskDefinitionArn, string Revision) : PlannedAction
    {
        public override string Summary => $"deregister the task definition of {Revision}";

        public override bool IsVisibleIn(ServiceObservation seen) => !seen.History.Known || seen.History.Value!.All(past => past.Arn != TaskDefinitionArn || !past.Active);
    }

    public sealed record DeleteTaskDefinition(string TaskDefinitionArn, string Revision) : PlannedAction
    {
        public override string Summary => $"delete the task definition of {Revision}";

        public override bool IsVisibleIn(ServiceObservation seen) => !seen.History.Known || seen.History.Value!.All(past => past.Arn != TaskDefinitionArn);
    }
}
