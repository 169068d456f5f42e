using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Amazon.ECR;
using Amazon.ECR.Model;
using Publican.Aws;
using Publican.Desired;

namespace Publican.Observed;

/// <summary>Asks ECR what an image is: its digest, and for which platforms it was built. Never fails: an image that cannot be asked for is a reading, too.</summary>
public sealed class ImageReader(LookUpClients aws, HttpClient http, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, (ImageReading Reading, DateTimeOffset At)> _known = new(StringComparer.Ordinal);

    /// <summary>Answers are kept for a sweep, so that one pass asks once.</summary>
    public async Task<ImageReading> ReadAsync(string image, EnvironmentSpec environment, CancellationToken cancel)
    {
        if (ImageLocation.Of(image, environment) is not { } location)
            return new(ImageState.NotChecked, $"{image} is in no registry of ECR: whether it exists was not checked, and its tag was not pinned to a digest");
        var now = clock.GetUtcNow();
        if (_known.TryGetValue(image, out var known) && now - known.At < environment.Sweep)
            return known.Reading;
        var reading = await AskAsync(image, location, cancel);
        _known[image] = (reading, now);
        return reading;
    }

    private async Task<ImageReading> AskAsync(string image, ImageLocation location, CancellationToken cancel)
    {
        try
        {
            var ecr = aws.ImagesIn(location.Region);
            var answer = await ecr.BatchGetImageAsync(
                new BatchGetImageRequest
                {
                    RegistryId = location.RegistryId,
                    RepositoryName = location.Repository,
                    // A digest beside a tag is what counts.
                    ImageIds = [location.Digest is { } digest ? new ImageIdentifier { ImageDigest = digest } : new ImageIdentifier { ImageTag = location.Tag }],
                    AcceptedMediaTypes = [.. ImageManifest.MediaTypes],
                },
                cancel);
            if (answer.Images is [var found, ..])
                return await FoundAsync(ecr, location, found, cancel);
            return answer.Failures is [{ FailureCode: var code } failure, ..] && code != ImageFailureCode.ImageNotFound
                ? new(ImageState.Failed, $"ECR did not show {image}: {code} {failure.FailureReason}".TrimEnd())
                : new(ImageState.Missing, $"there is no image {location.Digest ?? location.Tag} in the repository {location}; push it, or correct the reference");
        }
        catch (RepositoryNotFoundException)
        {
            return new(ImageState.Missing, $"there is no repository {location}; create it and push the image, or correct the reference");
        }
        catch (Exception error) when (AwsErrors.IsDenied(error))
        {
            return new(ImageState.NotChecked, $"{image} was not checked, and its tag was not pinned to a digest: {AwsErrors.Describe(error)}; allow ecr:BatchGetImage");
        }
        catch (Exception error) when (AwsErrors.IsExternal(error) && !cancel.IsCancellationRequested)
        {
            return new(ImageState.Failed, $"ECR could not be asked for {image}: {AwsErrors.Describe(error)}");
        }
    }

    private async Task<ImageReading> FoundAsync(IAmazonECR ecr, ImageLocation location, Image image, CancellationToken cancel)
    {
        var (platforms, note) = await PlatformsAsync(ecr, location, image.ImageManifest, cancel);
        var digest = image.ImageId.ImageDigest;
        return new(ImageState.Found, "") { Digest = digest, Reference = location.At(digest), Platforms = platforms, PlatformsNote = note };
    }

    // An index lists its platforms. A manifest for one platform names it in its configuration only, which is a blob of its own.
    private async Task<(ImmutableArray<string> Platforms, string? Note)> PlatformsAsync(IAmazonECR ecr, ImageLocation location, string manifest, CancellationToken cancel)
    {
        try
        {
            if (ImageManifest.ConfigDigest(manifest) is not { } config)
                return (ImageManifest.Platforms(manifest), null);
            var blob = await ecr.GetDownloadUrlForLayerAsync(
                new GetDownloadUrlForLayerRequest { RegistryId = location.RegistryId, RepositoryName = location.Repository, LayerDigest = config }, cancel);
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            timeout.CancelAfter(Patience);
            return ([ImageManifest.PlatformOfConfig(await http.GetStringAsync(new Uri(blob.DownloadUrl), timeout.Token))], null);
        }
        catch (Exception error) when ((AwsErrors.IsExternal(error) || error is JsonException or TaskCanceledException) && !cancel.IsCancellationRequested)
        {
            return ([], $"for which processor {location} was built was not checked: {AwsErrors.Describe(error)}");
        }
    }
}
