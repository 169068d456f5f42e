using System.Collections.Concurrent;
using System.Net;
using LocalCloud.Elb;
using LocalCloud.Processes;
using LocalCloud.Traffic;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LocalCloud.InMemory;

/// <summary>
/// Tasks without processes and health checks without connections: with a clock of one's own, hours of a region's life pass in
/// milliseconds. Requests through the load balancer still need somebody who listens.
/// </summary>
/// <param name="behaviour">What containers of an image do, by its reference; asked at every start.</param>
public sealed class InMemoryTasks(Func<string, InMemoryImage> behaviour, TimeProvider time) : ITaskRuntime, IHealthProbe
{
    private readonly ConcurrentDictionary<(string TaskId, string Container), InMemoryContainer> _containers = new();

    /// <summary>Every container that was ever started.</summary>
    public IEnumerable<InMemoryContainer> All => _containers.Values;

    /// <summary>The container of a task that has one; the name tells them apart otherwise.</summary>
    /// <exception cref="InvalidOperationException">There is none, or more than one.</exception>
    public InMemoryContainer Of(string taskId, string? container = null) =>
        _containers.Values.Single(candidate => candidate.TaskId == taskId && (container is null || candidate.Name == container));

    /// <summary>Puts them into a region: the last word of <see cref="RegionHost.Build"/>.</summary>
    public void Use(IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<ITaskRuntime>(this));
        services.Replace(ServiceDescriptor.Singleton<IHealthProbe>(this));
    }

    Task<IRunningTask> ITaskRuntime.StartAsync(TaskLaunch launch)
    {
        var image = behaviour(launch.Image);
        if (image.StartFailure is { } failure) throw new TaskStartException(failure);
        var container = new InMemoryContainer(launch.TaskId, launch.Container, launch.Address, image, time);
        _containers[(launch.TaskId, launch.Container)] = container;
        return Task.FromResult<IRunningTask>(container);
    }

    Task<IReadOnlyDictionary<IRunningTask, ContainerUsage>> ITaskRuntime.MeasureAsync(IReadOnlyCollection<IRunningTask> containers) =>
        Task.FromResult<IReadOnlyDictionary<IRunningTask, ContainerUsage>>(containers
            .OfType<InMemoryContainer>()
            .Where(container => !container.Exited.IsCompleted)
            .ToDictionary(IRunningTask (container) => container, container => container.Usage));

    Task<CheckResult> IHealthProbe.CheckAsync(IPAddress address, int port, HealthCheckSettings settings, TimeSpan patience, CancellationToken stop)
    {
        var container = _containers.Values.FirstOrDefault(candidate => candidate.Address.Equals(address) && !candidate.Exited.IsCompleted);
        return Task.FromResult<CheckResult>(container?.Health switch
        {
            null => new CheckResult.Failed(),
            { } status when settings.Matcher.Matches(status) => new CheckResult.Passed(),
            { } status => new CheckResult.WrongStatus(status),
        });
    }
}
