using LocalCloud.Ecr;
using LocalCloud.Protocols;

namespace LocalCloud.Processes;

/// <summary>/_local/images.</summary>
internal sealed class ImagePages(ImageStore images) : ILocalRoutes
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/_local/images", () => Results.Json(new
    {
        images = images.List().Select(entry => new
        {
            image = entry.Reference,
            program = entry.Image?.Program,
            args = entry.Image?.Args,
            env = entry.Image?.Env,
            architecture = entry.Image?.Architecture,
            digest = entry.Image?.Digest,
            error = entry.Error,
        }),
    }));
}

internal static class ProcessRegistration
{
    public static IServiceCollection AddProcesses(this IServiceCollection services) => services
        .AddSingleton<ImageStore>()
        .AddSingleton<IImageCatalog>(provider => provider.GetRequiredService<ImageStore>())
        .AddSingleton<ProcessStarter>()
        .AddSingleton<ITaskRuntime, ProcessRuntime>()
        .AddSingleton<ILocalRoutes, ImagePages>();
}
