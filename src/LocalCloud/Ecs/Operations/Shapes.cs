namespace LocalCloud.Ecs.Operations;

/// <summary>What a task definition or a service may ask for: a process has no volumes and no FireLens, and is told so; tasks in memory take anything, and what they do not heed is kept and shown as ECS does.</summary>
internal sealed record Shapes(bool TakesAny)
{
    public static Shapes OfProcesses { get; } = new(TakesAny: false);

    public static Shapes InMemory { get; } = new(TakesAny: true);
}
