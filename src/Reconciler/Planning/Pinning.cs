using Publican.Desired;
using Publican.Observed;

namespace Publican.Planning;

/// <summary>
/// Gives a target the digest its image's tag leads to, once. What was registered for the same content stays the revision of that content,
/// with or without a digest: neither a tag that moved nor another prefix redeploys anything (contract, section 8).
/// </summary>
public static class Pinning
{
    /// <summary>A target that names a digest itself needs none.</summary>
    public static bool IsNeeded(Target target) => !target.Spec.Image.Contains('@', StringComparison.Ordinal);

    /// <summary>The target as it was registered; null when none of these was made from its content. The first that fits counts.</summary>
    public static Target? ToOneOf(Target target, IEnumerable<RegisteredRevision?> known) =>
        known.FirstOrDefault(one => one is not null && (one.SpecHash ?? one.Revision) == target.SpecHash) is { } same
            ? target with { Revision = same.Revision, Image = same.Image, ImageReading = null }
            : null;

    /// <summary>The target as it would be registered now. An image nobody can be asked about is taken by its tag.</summary>
    public static Target To(Target target, ImageReading reading) => reading is { Digest: { } digest, Reference: { } reference }
        ? target with
        {
            Revision = Planning.Revision.WithDigest(target.Spec, target.Outputs, target.Secrets, digest),
            Image = reference,
            ImageReading = reading,
        }
        : target with { ImageReading = reading };
}
