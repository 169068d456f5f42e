using LocalCloud.Protocols;

namespace LocalCloud.Ecr;

/// <summary>Where GetDownloadUrlForLayer sends its callers: the configurations of images.</summary>
internal sealed class BlobPages(IImageCatalog images) : ILocalRoutes
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/_local/images/blobs/{digest}", async (string digest) =>
        await images.WithConfigAsync(digest) is { } image ? Results.Text(image.Config, "application/octet-stream") : Results.NotFound());
}
