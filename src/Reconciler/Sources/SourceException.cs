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
}

/// <summary>A source could not be read as a whole. The message says what, where and what to do; it never holds a credential.</summary>
public sealed class SourceException(SourceFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public SourceFailure Failure { get; } = failure;
}
