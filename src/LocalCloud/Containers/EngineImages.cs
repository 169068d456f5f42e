using Docker.DotNet;
using LocalCloud.Ecr;

namespace LocalCloud.Containers;

/// <summary>The engine's images as a registry. An engine knows images by the digest of their configuration; that stands for the manifest's here.</summary>
internal sealed class EngineImages(IDockerClient docker) : IImageCatalog
{
    // An engine has images, not repositories: what is asked for next says whether there is one.
    public ValueTask<bool> HasRepositoryAsync(string repository) => ValueTask.FromResult(true);

    public async ValueTask<OciImage?> FindAsync(string repository, string? tag, string? digest) => digest is null
        ? await InspectAsync($"{repository}:{tag}")
        : await InspectAsync($"{repository}@{digest}") ?? await InspectAsync(digest);

    public ValueTask<OciImage?> WithConfigAsync(string configDigest) => InspectAsync(configDigest);

    /// <summary>How the engine knows an image that a task definition names by digest: its own digest, where it was not pulled from a registry.</summary>
    public async Task<string> ReferenceAsync(string image) =>
        image.IndexOf("@sha256:", StringComparison.Ordinal) is var at and >= 0 && await InspectAsync(image) is null ? image[(at + 1)..] : image;

    private async ValueTask<OciImage?> InspectAsync(string image)
    {
        try
        {
            var found = await docker.Images.InspectImageAsync(image);
            return OciImage.Of(found.Architecture, found.ID) with { Digest = found.ID };
        }
        catch (DockerApiException error) when (error.StatusCode is System.Net.HttpStatusCode.NotFound or System.Net.HttpStatusCode.BadRequest)
        {
            return null;
        }
    }
}
