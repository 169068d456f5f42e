using Publican.Observed;

namespace Publican.Planning;

/// <summary>What takes over an ECS service that others made. Both write tags, and nothing else.</summary>
public abstract partial record PlannedAction
{
    /// <summary>First: the task definition that runs says which revision it is. By itself this means nothing to anybody.</summary>
    public sealed record AdoptDefinition(string TaskDefinitionArn, string Revision) : PlannedAction
    {
        public override string Summary => $"call the task definition that runs {Revision}";

        public override bool IsVisibleIn(ServiceObservation seen) => seen.Services.Value?.Blue?.Revision == Revision;
    }

    /// <summary>Then, in ONE call: whose it is, and that what runs is proven.</summary>
    /// <param name="TaskDefinitionArn">What ran when it was compared with the files.</param>
    /// <param name="Count">Tasks it had then.</param>
    public sealed record AdoptService(string Arn, string TaskDefinitionArn, int Count, ReleaseRecord Record) : PlannedAction
    {
        public override string Summary => $"adopt the ECS service: {Record.Proven?.Revision} is stable";

        public override bool IsVisibleIn(ServiceObservation seen) => seen.Services.Value?.Blue is { Ours: true };
    }
}
