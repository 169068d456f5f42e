using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using LocalCloud.Ecr;
using LocalCloud.Ecs.Operations;
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
public sealed class InMemoryTasks(Func<string, InMemoryImage> behaviour, TimeProvider time) : ITaskRuntime, IHealthProbe, IImageCatalog
{
    private readonly ConcurrentDictionary<string, int> _pushes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (string Reference, OciImage Image)> _images = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string TaskId, string Container), InMemoryContainer> _containers = new();

    // Health checks come by address, thousands a second in a large region. An address goes to another task when its first one has ended.
    private readonly ConcurrentDictionary<IPAddress, ImmutableArray<InMemoryContainer>> _atAddress = new();

    /// <summary>Every container that was ever started.</summary>
    public IEnumerable<InMemoryContainer> All => _containers.Values;

    /// <summary>The container of a task that has one; the name tells them apart otherwise.</summary>
    /// <exception cref="InvalidOperationException">There is none, or more than one.</exception>
    public InMemoryContainer Of(string taskId, string? container = null) =>
        _containers.Values.Single(candidate => candidate.TaskId == taskId && (container is null || candidate.Name == container));

    /// <summary>The tag stands for another image from now on, as after a push; the one before stays under its digest.</summary>
    public void PushAgain(string reference) => _pushes.AddOrUpdate(reference, 1, (_, before) => before + 1);

    /// <summary>name:tag of an image that is named by a digest which the registry gave out.</summary>
    public string ReferenceOf(string image) =>
        image.IndexOf('@', StringComparison.Ordinal) is var at and >= 0 && _images.TryGetValue(image[(at + 1)..], out var known) ? known.Reference : image;

    /// <summary>Puts them into a region: the last word of <see cref="RegionHost.Build"/>.</summary>
    public void Use(IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<ITaskRuntime>(this));
        services.Replace(ServiceDescriptor.Singleton<IHealthProbe>(this));
        services.Replace(ServiceDescriptor.Singleton<IImageCatalog>(this));
        services.Replace(ServiceDescriptor.Singleton(Shapes.InMemory));
    }

    Task<IRunningTask> ITaskRuntime.StartAsync(TaskLaunch launch)
    {
        var image = behaviour(ReferenceOf(launch.Image));
        if (image.StartFailure is { } failure) throw new TaskStartException(failure);
        var container = new InMemoryContainer(launch.TaskId, launch.Container, launch.Address, image, time);
        _containers[(launch.TaskId, launch.Container)] = container;
        _atAddress.AddOrUpdate(launch.Address, [container], (_, before) => [.. before.Where(IsRunning), container]);
        return Task.FromResult<IRunningTask>(container);
    }

    // Any name may be that of a repository: what is in it is up to the behaviour.
    ValueTask<bool> IImageCatalog.HasRepositoryAsync(string repository) => ValueTask.FromResult(true);

    ValueTask<OciImage?> IImageCatalog.FindAsync(string repository, string? tag, string? digest)
    {
        if (digest is not null)
            return ValueTask.FromResult(_images.TryGetValue(digest, out var known) && behaviour(known.Reference).IsInRegistry ? known.Image : null);
        var reference = $"{repository}:{tag}";
        var behaves = behaviour(reference);
        if (!behaves.IsInRegistry) return ValueTask.FromResult<OciImage?>(null);
        var image = OciImage.Of(behaves.Architecture, $"{reference}/{_pushes.GetValueOrDefault(reference)}");
        _images[image.Digest] = (reference, image);
        return ValueTask.FromResult<OciImage?>(image);
    }

    ValueTask<OciImage?> IImageCatalog.WithConfigAsync(string configDigest) =>
        ValueTask.FromResult(_images.Values.Select(known => known.Image).FirstOrDefault(image => image.ConfigDigest == configDigest));

    Task<IReadOnlyDictionary<IRunningTask, ContainerUsage>> ITaskRuntime.MeasureAsync(IReadOnlyCollection<IRunningTask> containers) =>
        Task.FromResult<IReadOnlyDictionary<IRunningTask, ContainerUsage>>(containers
            .OfType<InMemoryContainer>()
            .Where(IsRunning)
            .ToDictionary(IRunningTask (container) => container, container => container.Usage));

    Task<CheckResult> IHealthProbe.CheckAsync(IPAddress address, int port, HealthCheckSettings settings, TimeSpan patience, CancellationToken stop)
    {
        var container = _atAddress.GetValueOrDefault(address, []).FirstOrDefault(IsRunning);
        return Task.FromResult<CheckResult>(container?.Health switch
        {
            null => new CheckResult.Failed(),
            { } status when settings.Matcher.Matches(status) => new CheckResult.Passed(),
            { } status => new CheckResult.WrongStatus(status),
        });
    }

    private static bool IsRunning(InMemoryContainer container) => !container.Exited.IsCompleted;
}
