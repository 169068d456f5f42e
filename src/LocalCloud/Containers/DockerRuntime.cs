using System.Globalization;
using Docker.DotNet;
using Docker.DotNet.Models;
using LocalCloud.Processes;

namespace LocalCloud.Containers;

/// <summary>A task is a container of a Docker-compatible engine. Images are the engine's own; they are not pulled.</summary>
/// <remarks>
/// The engine may be remote, rootless or in a virtual machine, where nobody can listen on a task's address. So each port is published
/// wherever the engine likes, and relayed from the task's address: the load balancer finds containers as it finds processes.
/// </remarks>
internal sealed class DockerRuntime(IDockerClient docker, RegionOptions options, ILogger<DockerRuntime> logger) : ITaskRuntime
{
    /// <summary>Whose containers they are: those of a region that was killed are removed by the next one with the same data folder.</summary>
    private const string RegionLabel = "dev.publican.localcloud", TaskLabel = "dev.publican.task";

    private readonly Lazy<Task> _leftovers = new(() => RemoveLeftoversAsync(docker, options));

    public async Task<IRunningTask> StartAsync(TaskLaunch launch)
    {
        try
        {
            await _leftovers.Value;
            return await CreateAsync(launch);
        }
        catch (DockerImageNotFoundException error)
        {
            throw new TaskStartException(
                $"CannotPullContainerError: the engine has no image {launch.Image}, and LocalCloud does not pull: docker pull it first. {error.Message}");
        }
        catch (DockerApiException error)
        {
            throw new TaskStartException($"CannotCreateContainerError: {error.Message}");
        }
        catch (Exception error) when (error is HttpRequestException or TimeoutException or IOException)
        {
            throw new TaskStartException($"CannotCreateContainerError: the container engine does not answer: {error.Message}");
        }
    }

    public async Task<IReadOnlyDictionary<IRunningTask, ContainerUsage>> MeasureAsync(IReadOnlyCollection<IRunningTask> containers)
    {
        var measured = await Task.WhenAll(containers.OfType<RunningContainer>().Select(async container => (container, Usage: await container.MeasureAsync())));
        return measured.Where(pair => pair.Usage is not null).ToDictionary(IRunningTask (pair) => pair.container, pair => pair.Usage!.Value);
    }

    private async Task<IRunningTask> CreateAsync(TaskLaunch launch)
    {
        // Containers of a task share one network, as with awsvpc: the first one has it, and publishes the ports of all.
        var owner = await OwnerAsync(launch.TaskId);
        var created = await docker.Containers.CreateContainerAsync(new CreateContainerParameters
        {
            Image = await new EngineImages(docker).ReferenceAsync(launch.Image),
            Name = $"localcloud-{launch.TaskId[..12]}-{launch.Container}",

            // Null leaves what the image says; the library's types do not know that.
            Entrypoint = launch.EntryPoint.Count > 0 ? [.. launch.EntryPoint] : null!,
            Cmd = launch.Command.Count > 0 ? [.. launch.Command] : null!,

            // Inside its own network a container listens on all addresses.
            Env = [.. launch.Environment.Where(pair => pair.Key != "HOST").Select(pair => $"{pair.Key}={pair.Value}"), "HOST=0.0.0.0"],
            Labels = new Dictionary<string, string> { [RegionLabel] = options.Data, [TaskLabel] = launch.TaskId },
            ExposedPorts = owner is null ? launch.Ports.ToDictionary(Tcp, _ => default(EmptyStruct)) : [],
            HostConfig = new HostConfig
            {
                NetworkMode = owner is null ? "default" : $"container:{owner}",
                PortBindings = owner is not null ? [] : launch.Ports.ToDictionary(
                    Tcp, IList<PortBinding> (_) => [new PortBinding { HostIP = "127.0.0.1", HostPort = "" }]),
            },
        });
        await docker.Containers.StartContainerAsync(created.ID, new ContainerStartParameters());
        var details = await docker.Containers.InspectContainerAsync(created.ID);
        var relays = owner is null ? launch.Ports.Select(port => Relay(launch, port, details)).ToList() : [];
        return new RunningContainer(docker, created.ID, details.Image, launch.Log, relays, logger);
    }

    private static PortRelay Relay(TaskLaunch launch, int port, ContainerInspectResponse details)
    {
        var published = details.NetworkSettings?.Ports is { } ports && ports.TryGetValue(Tcp(port), out var bindings) ? bindings?.FirstOrDefault() : null;
        return published is not null
            ? new PortRelay(launch.Address, port, int.Parse(published.HostPort, CultureInfo.InvariantCulture))
            : throw new TaskStartException($"CannotStartContainerError: the engine did not publish port {port} of {launch.Container}");
    }

    private async Task<string?> OwnerAsync(string taskId)
    {
        var siblings = await docker.Containers.ListContainersAsync(new ContainersListParameters { Filters = Labelled(TaskLabel, taskId) });
        return siblings.OrderBy(container => container.Created).FirstOrDefault()?.ID;
    }

    private static async Task RemoveLeftoversAsync(IDockerClient docker, RegionOptions options)
    {
        foreach (var container in await docker.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = Labelled(RegionLabel, options.Data) }))
            await docker.Containers.RemoveContainerAsync(container.ID, new ContainerRemoveParameters { Force = true });
    }

    private static Dictionary<string, IDictionary<string, bool>> Labelled(string label, string value) =>
        new() { ["label"] = new Dictionary<string, bool> { [$"{label}={value}"] = true } };

    private static string Tcp(int port) => string.Create(CultureInfo.InvariantCulture, $"{port}/tcp");
}
