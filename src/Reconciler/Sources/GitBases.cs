using System.Collections.Immutable;
using LibGit2Sharp;

namespace Publican.Sources;

/// <summary>Files of a commit that lie outside of an environment's folder, and that files inside extend.</summary>
internal static class GitBases
{
    public static ImmutableArray<SourceFile> Of(Commit commit, string folder, ImmutableArray<SourceFile> files) =>
        ExtendedFiles.Of(files, path => Read(commit, SourcePath.Combine($"{folder}/{SourcePath.BaseFolder}", path), path));

    private static SourceFile Read(Commit commit, string inRepository, string path)
    {
        if (SourcePath.LeadsOut(inRepository))
            return SourceFile.Unread(path, "lies outside of the repository");
        return commit[inRepository] switch
        {
            null => SourceFile.Unread(path, $"is not in commit {commit.Sha[..12]}; looked for {inRepository}"),
            { Mode: Mode.SymbolicLink } => SourceFile.Unread(path, "symbolic links are not followed; commit the file itself"),
            { TargetType: TreeEntryTargetType.Blob, Target: Blob { Size: > SourceFile.MaxBytes } large } => SourceFile.Unread(path, SourceFile.TooLarge(large.Size)),
            { TargetType: TreeEntryTargetType.Blob, Target: Blob blob } => new SourceFile(path, GitTree.Content(blob)),
            _ => SourceFile.Unread(path, "is not a file"),
        };
    }
}
