namespace Publican.Sources;

/// <summary>What kind of trouble a source is in.</summary>
public enum SourceFailure
{
    BadAddress,
    Unreachable,
    TimedOut,
    EmptyRepository,
    BranchMissing,
    PathMissing,
    TooLarge,
    Unreadable,

    /// <summary>Files of a folder do not stand still.</summary>
    Changing,

    /// <summary>AWS does not let us read.</summary>
    Denied,

    /// <summary>No manifest was ever written.</summary>
    NotPublished,

    /// <summary>The manifest is none.</summary>
    BadManifest,

    /// <summary>The manifest names what is not there.</summary>
    VersionMissing,
}

/// <summary>A source could not be read as a whole. The message says what, where and what to do; it never holds a credential.</summary>
public sealed class SourceException(SourceFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public SourceFailure Failure { get; } = failure;
}
