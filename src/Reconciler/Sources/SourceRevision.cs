using System.Collections.Immutable;

namespace Publican.Sources;

/// <summary>One revision of one environment folder, taken whole.</summary>
/// <param name="Commit">40 hex digits for Git.</param>
/// <param name="Files">Every YAML file below the folder, ordered by path.</param>
/// <param name="HistoryRewritten">The revision read before this one is not an ancestor of it: somebody force-pushed.</param>
public sealed record SourceRevision(string Commit, ImmutableArray<SourceFile> Files, bool HistoryRewritten)
{
    /// <summary>Files outside of the folder that those in it extend; their paths begin with <c>../</c>. None where a source holds nothing but the folder.</summary>
    public ImmutableArray<SourceFile> Bases { get; init; } = [];

    public string Author { get; init; } = "";

    /// <summary>First line of the commit message.</summary>
    public string Message { get; init; } = "";

    public DateTimeOffset When { get; init; }
}

/// <summary>One file as it was committed.</summary>
/// <param name="Path">Relative to the environment folder, with forward slashes.</param>
/// <param name="Content">Empty when <see cref="Problem"/> is set.</param>
public sealed record SourceFile(string Path, ReadOnlyMemory<byte> Content)
{
    /// <summary>Larger files are not read: no desired state is that long, and a mistaken one must not fill the memory.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Why the content was not read; null when it was.</summary>
    public string? Problem { get; init; }

    public static SourceFile Unread(string path, string problem) => new(path, default) { Problem = problem };

    public static string TooLarge(long bytes) =>
        $"the file is {bytes:N0} bytes; at most {MaxBytes:N0} are read; split it";
}
