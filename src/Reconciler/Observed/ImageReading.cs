using System.Collections.Immutable;

namespace Publican.Observed;

public enum ImageState
{
    Found,

    /// <summary>The registry answered that there is none.</summary>
    Missing,

    /// <summary>Nobody can be asked here, or we may not ask: a remark, and the tag stays as it is.</summary>
    NotChecked,

    /// <summary>The registry did not answer as it should: nothing new starts until it does.</summary>
    Failed,
}

/// <summary>What a registry says about an image.</summary>
/// <param name="Message">What is wrong, or why it was not checked; empty when it was found.</param>
public sealed record ImageReading(ImageState State, string Message)
{
    /// <summary>sha256:…; null unless it was found.</summary>
    public string? Digest { get; init; }

    /// <summary>The image by its digest, as a task definition names it; null unless it was found.</summary>
    public string? Reference { get; init; }

    /// <summary>As linux/amd64; empty when the registry did not say.</summary>
    public ImmutableArray<string> Platforms { get; init; } = [];

    /// <summary>Why the platforms are not known; null when they are.</summary>
    public string? PlatformsNote { get; init; }
}
