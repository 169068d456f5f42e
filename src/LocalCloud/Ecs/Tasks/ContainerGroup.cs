using LocalCloud.Ecs.Messages;
using LocalCloud.Ecs.State;

namespace LocalCloud.Ecs.Tasks;

/// <summary>The containers of one task: started in the order of their dependencies, stopped the other way round.</summary>
internal sealed class ContainerGroup : IDisposable
{
    private readonly IReadOnlyList<ContainerLife> _containers;

    public ContainerGroup(TaskWorld world, EcsTask task)
    {
        _containers = [.. task.TaskDefinition.ContainerDefinitions.Select(definition => new ContainerLife(world, task, definition))];
        var dependencies = new ContainerDependencies(_containers, world.Time);
        AllGone = Task.WhenAll(_containers.Select(container => container.RunAsync(dependencies)));
        AllStarted = AllStartedAsync();
        EssentialExited = EssentialExitedAsync();
    }

    /// <summary>Fails at once with the first container that cannot be started, essential or not.</summary>
    public Task AllStarted { get; }

    public Task EssentialExited { get; }

    public Task AllGone { get; }

    public async Task StopAsync(CancellationToken hurry)
    {
        var stops = new Dictionary<string, Lazy<Task>>(StringComparer.Ordinal);
        foreach (var container in _containers) stops[container.Definition.Name!] = new Lazy<Task>(() => StopAfterDependentsAsync(container, stops, hurry));
        await Task.WhenAll(stops.Values.Select(stop => stop.Value));
    }

    public void Kill()
    {
        foreach (var container in _containers) container.Kill();
    }

    public void Dispose()
    {
        foreach (var container in _containers) container.Dispose();
    }

    private async Task AllStartedAsync()
    {
        await foreach (var started in Task.WhenEach(_containers.Select(container => container.Started))) await started;
    }

    private async Task EssentialExitedAsync()
    {
        await foreach (var exited in Task.WhenEach(_containers.Where(container => container.Definition.Essential == true).Select(container => container.Exited)))
        {
            if (await exited is not null) return;
        }

        // None of them ever ran: then it is the start that has failed.
        await AllStarted;
    }

    private async Task StopAfterDependentsAsync(ContainerLife container, Dictionary<string, Lazy<Task>> stops, CancellationToken hurry)
    {
        var dependents = _containers.Where(other => DependsOn(other.Definition, container.Definition.Name!));
        await Task.WhenAll(dependents.Select(dependent => stops[dependent.Definition.Name!].Value));
        await container.StopAsync(hurry);
    }

    private static bool DependsOn(ContainerDefinition container, string name) =>
        container.DependsOn?.Any(dependency => dependency.ContainerName == name) == true;
}
