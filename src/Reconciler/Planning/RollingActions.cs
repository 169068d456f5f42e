using Publican.Observed;

namespace Publican.Planning;

/// <summary>What is done to the one ECS service of strategy <c>rolling</c>.</summary>
public abstract partial record PlannedAction
{
    /// <param name="Record">Rides in the create call as tags: from its first moment on the service says what is tried on it.</param>
    public sealed record CreateRollingService(string TaskDefinitionArn, int Count, ReleaseRecord Record) : PlannedAction
    {
        public override string Summary => $"create the ECS service with {Count} tasks";

        public override bool IsVisibleIn(ServiceObservation seen) => seen.Services.Value?.Blue is not null;
    }

    /// <summary>Task definition, network and count in ONE call: ECS replaces the tasks and takes them back where they do not start.</summary>
    /// <param name="Revision">What the tasks will be.</param>
    /// <param name="Back">To the proven revision; nothing waits for it, and nothing comes before it.</param>
    /// <param name="Network">Where the revision ran before; null for where the target says.</param>
    public sealed record Roll(string TaskDefinitionArn, string Revision, int Count, bool Back, TaskNetwork? Network, string Why) : PlannedAction
    {
        /// <summary>The service has this very task definition, and its tasks failed or were taken away: only a forced deployment starts them again.</summary>
        public bool Again { get; init; }

        /// <summary>How many tasks there are is the autoscaler's.</summary>
        public bool KeepsCount { get; init; }

        public override string Summary => Back ? $"go back to {Revision}: {Why}" : $"roll out {Revision} with {Count} tasks";

        public override bool IsVisibleIn(ServiceObservation seen) =>
            seen.Services.Value?.Blue is { } service && service.TaskDefinitionArn == TaskDefinitionArn && (KeepsCount || service.Desired == Count);
    }

    public sealed record ScaleRollingService(int Count, string Why) : PlannedAction
    {
        public override string Summary => $"scale to {Count}: {Why}";

        public override bool IsVisibleIn(ServiceObservation seen) => seen.Services.Value?.Blue?.Desired == Count;
    }
}
