using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LocalCloud.Protocols;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace LocalCloud.Ecr;

/// <summary>The Elastic Container Registry, for those who ask what an image is before they run it. Nothing is pushed to it: images are files.</summary>
internal sealed partial class EcrService : IJsonService
{
    private const int MaxImages = 100;
    private readonly IImageCatalog _images;
    private readonly IServer _server;
    private readonly JsonOperations _operations;

    public EcrService(IImageCatalog images, IServer server)
    {
        (_images, _server) = (images, server);
        _operations = new JsonOperations("ecr", isCamelCase: true)
            .Add<BatchGetImageRequest, BatchGetImageResponse>("BatchGetImage", BatchGetImageAsync)
            .Add<GetDownloadUrlForLayerRequest, GetDownloadUrlForLayerResponse>("GetDownloadUrlForLayer", GetDownloadUrlAsync);
    }

    public string TargetPrefix => "AmazonEC2ContainerRegistry_V20150921";

    public string Name => "ecr";

    public ValueTask<JsonObject> InvokeAsync(string action, JsonObject input, CancellationToken cancel) => _operations.InvokeAsync(action, input, cancel);

    private async ValueTask<BatchGetImageResponse> BatchGetImageAsync(BatchGetImageRequest request)
    {
        var repository = await RepositoryAsync(request.RegistryId, request.RepositoryName);
        if (request.ImageIds is not { Count: >= 1 and <= MaxImages } ids) throw Invalid($"imageIds must have 1 to {MaxImages} members");
        List<Image> found = [];
        List<ImageFailure> failures = [];
        foreach (var id in ids)
        {
            if (id is { ImageTag: null, ImageDigest: null })
                failures.Add(new ImageFailure(id, "MissingDigestAndTag", "Neither a digest nor a tag was given"));
            else if (await _images.FindAsync(repository, id.ImageTag, id.ImageDigest) is { } image)
                found.Add(new Image(Arn.Account, repository, id with { ImageDigest = image.Digest }, image.Manifest, OciImage.ManifestType));
            else
                failures.Add(new ImageFailure(id, "ImageNotFound", "Requested image not found"));
        }

        return new BatchGetImageResponse(found, failures);
    }

    private async ValueTask<GetDownloadUrlForLayerResponse> GetDownloadUrlAsync(GetDownloadUrlForLayerRequest request)
    {
        await RepositoryAsync(request.RegistryId, request.RepositoryName);
        var digest = request.LayerDigest ?? throw Invalid("layerDigest is required");
        if (await _images.WithConfigAsync(digest) is null)
            throw new AwsException("LayersNotFoundException", $"The layer with digest '{digest}' does not exist. LocalCloud's images have a configuration, and no layers.");
        var origin = _server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new GetDownloadUrlForLayerResponse($"{origin}/_local/images/blobs/{digest}", digest);
    }

    private async ValueTask<string> RepositoryAsync(string? registry, string? repository)
    {
        if (repository is null || !RepositoryForm().IsMatch(repository)) throw Invalid($"'{repository}' is not the name of a repository");
        return registry is null or Arn.Account && await _images.HasRepositoryAsync(repository)
            ? repository
            : throw new AwsException(
                "RepositoryNotFoundException", $"The repository with name '{repository}' does not exist in the registry with id '{registry ?? Arn.Account}'");
    }

    private static AwsException Invalid(string message) => new("InvalidParameterException", message);

    [GeneratedRegex(@"\A(?:[a-z0-9]+(?:[._-]+[a-z0-9]+)*/)*[a-z0-9]+(?:[._-]+[a-z0-9]+)*\z")]
    private static partial Regex RepositoryForm();
}

internal static class EcrRegistration
{
    public static IServiceCollection AddEcr(this IServiceCollection services) => services
        .AddSingleton<IJsonService, EcrService>()
        .AddSingleton<ILocalRoutes, BlobPages>();
}
