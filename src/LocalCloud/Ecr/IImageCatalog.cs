namespace LocalCloud.Ecr;

/// <summary>The images a region has, whatever its tasks really are. They stand in the account's one registry.</summary>
internal interface IImageCatalog
{
    ValueTask<bool> HasRepositoryAsync(string repository);

    /// <summary>By tag or by digest; null when there is no such image.</summary>
    ValueTask<OciImage?> FindAsync(string repository, string? tag, string? digest);

    /// <summary>An image by the digest of its configuration.</summary>
    ValueTask<OciImage?> WithConfigAsync(string configDigest);
}

/// <summary>References of images: <c>[registry/]repository[:tag][@sha256:digest]</c>.</summary>
internal sealed record ImageName(string Repository, string? Tag, string? Digest)
{
    /// <summary>The account's own registry may be named, or left out.</summary>
    public static ImageName Parse(string reference, string region)
    {
        var registry = $"{Arn.Account}.dkr.ecr.{region}.amazonaws.com/";
        var rest = reference.StartsWith(registry, StringComparison.Ordinal) ? reference[registry.Length..] : reference;
        var at = rest.IndexOf("@sha256:", StringComparison.Ordinal);
        var (name, digest) = at < 0 ? (rest, null) : (rest[..at], rest[(at + 1)..]);
        var colon = name.LastIndexOf(':');
        var (repository, tag) = colon > name.LastIndexOf('/') ? (name[..colon], name[(colon + 1)..]) : (name, null);
        return new ImageName(repository, tag ?? (digest is null ? "latest" : null), digest);
    }
}
