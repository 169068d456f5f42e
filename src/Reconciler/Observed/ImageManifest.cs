using System.Collections.Immutable;
using System.Text.Json;

namespace Publican.Observed;

/// <summary>The parts of manifests that say for which platforms an image was built (OCI image spec; Docker's older forms have the same members).</summary>
public static class ImageManifest
{
    /// <summary>What we can read; without the list ECR may convert an index into a manifest for one platform.</summary>
    public static ImmutableArray<string> MediaTypes { get; } =
    [
        "application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json",
    ];

    /// <summary>Platforms of an index. A manifest for one platform has none: its configuration knows.</summary>
    /// <exception cref="JsonException">It is no manifest.</exception>
    public static ImmutableArray<string> Platforms(string manifest)
    {
        using var document = JsonDocument.Parse(manifest);
        if (!document.RootElement.TryGetProperty("manifests", out var manifests))
            return [];

        // buildx puts attestations beside the images, as platform unknown/unknown.
        return [.. manifests.EnumerateArray().Select(Platform).OfType<string>().Where(platform => platform != "unknown/unknown").Distinct()];

        static string? Platform(JsonElement entry) =>
            entry.TryGetProperty("platform", out var platform) ? $"{Text(platform, "os")}/{Text(platform, "architecture")}" : null;
    }

    /// <summary>Digest of the configuration of a manifest for one platform; null for an index.</summary>
    public static string? ConfigDigest(string manifest)
    {
        using var document = JsonDocument.Parse(manifest);
        return document.RootElement.TryGetProperty("config", out var config) ? Text(config, "digest") : null;
    }

    public static string PlatformOfConfig(string config)
    {
        using var document = JsonDocument.Parse(config);
        return $"{Text(document.RootElement, "os")}/{Text(document.RootElement, "architecture")}";
    }

    private static string? Text(JsonElement owner, string name) => owner.TryGetProperty(name, out var value) ? value.GetString() : null;
}
