namespace LocalCloud.Ecr;

internal sealed record ImageIdentifier(string? ImageDigest, string? ImageTag);

internal sealed record BatchGetImageRequest(string? RegistryId, string? RepositoryName, IReadOnlyList<ImageIdentifier>? ImageIds);

internal sealed record BatchGetImageResponse(IReadOnlyList<Image> Images, IReadOnlyList<ImageFailure> Failures);

internal sealed record Image(string RegistryId, string RepositoryName, ImageIdentifier ImageId, string ImageManifest, string ImageManifestMediaType);

internal sealed record ImageFailure(ImageIdentifier ImageId, string FailureCode, string FailureReason);

internal sealed record GetDownloadUrlForLayerRequest(string? RegistryId, string? RepositoryName, string? LayerDigest);

internal sealed record GetDownloadUrlForLayerResponse(string DownloadUrl, string LayerDigest);
