using Docker.DotNet;
using LocalCloud.Ecr;
using LocalCloud.Processes;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LocalCloud.Containers;

internal static class ContainerRegistration
{
    private const string UsualSocket = "unix:///var/run/docker.sock";

    public static string EngineOf(Func<string, string?> variable) => variable("DOCKER_HOST") is { Length: > 0 } host ? host : UsualSocket;

    /// <summary>Takes the place of processes where <c>--driver docker</c> was asked for. DOCKER_HOST says where the engine is.</summary>
    public static IServiceCollection AddContainers(this IServiceCollection services, RegionOptions options)
    {
        if (options.Driver != TaskDriver.Docker) return services;
        var endpoint = new Uri(EngineOf(Environment.GetEnvironmentVariable));
        return services
            .AddSingleton<IDockerClient>(_ => new DockerClientBuilder().WithEndpoint(endpoint).Build())
            .Replace(ServiceDescriptor.Singleton<ITaskRuntime, DockerRuntime>())
            .Replace(ServiceDescriptor.Singleton<IImageCatalog, EngineImages>());
    }
}
