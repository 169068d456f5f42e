using System.Text.RegularExpressions;
using Publican.Desired;

namespace Publican.Observed;

/// <summary>Where an image can be asked for: a repository of ECR, in an account and region.</summary>
/// <param name="RegistryId">Twelve digits; null for the account's own registry.</param>
/// <param name="Prefix">What stands before the repository in a reference, with its slash.</param>
public sealed partial record ImageLocation(string? RegistryId, string Region, string Prefix, string Repository, string? Tag, string? Digest)
{
    /// <summary>The same image and no other: the digest counts, the tag is for people. ECS writes it so itself where it looks tags up.</summary>
    /// <remarks>https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-container-image-stability.html</remarks>
    public string At(string digest) => $"{Prefix}{Repository}{(Tag is null ? "" : $":{Tag}")}@{digest}";

    public override string ToString() => $"{Repository} of registry {RegistryId ?? "of this account"} in {Region}";

    /// <summary>Null where only somebody else's registry knows: Docker Hub, public.ecr.aws, a registry of one's own.</summary>
    public static ImageLocation? Of(string image, EnvironmentSpec environment)
    {
        var match = Form().Match(image);
        var (prefix, repository) = (match.Groups["host"].Value, match.Groups["repository"].Value);
        string? tag = match.Groups["tag"] is { Success: true } t ? t.Value : null, digest = match.Groups["digest"] is { Success: true } d ? d.Value : null;
        if (Registry().Match(prefix) is { Success: true } registry)
            return new(registry.Groups["id"].Value, registry.Groups["region"].Value, prefix, repository, tag, digest);

        // A plain name would mean Docker Hub on AWS. LocalCloud has it in its own registry.
        return environment.IsLocal && prefix.Length == 0 ? new(null, environment.Region, "", repository, tag, digest) : null;
    }

    /// <summary>A host has a dot or a port, or is localhost; anything else before a slash belongs to the repository.</summary>
    [GeneratedRegex(@"\A(?<host>(?:localhost|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|[A-Za-z0-9-]+(?=:\d+/))(?::\d+)?/)?(?<repository>[^:@]+)(?::(?<tag>[^@]+))?(?:@(?<digest>sha256:[0-9a-f]{64}))?\z")]
    private static partial Regex Form();

    /// <summary>https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html, and its dual-stack and FIPS hosts.</summary>
    [GeneratedRegex(@"\A(?<id>\d{12})\.dkr(?:\.ecr|-ecr)(?:-fips)?\.(?<region>[a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws|on\.amazonwebservices\.com\.cn)/\z")]
    private static partial Regex Registry();
}
