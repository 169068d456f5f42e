using System.Collections.Immutable;
using LibGit2Sharp;

namespace Publican.Sources;

/// <summary>
/// Reads the YAML files below a folder of a commit straight from its objects: a working copy could be half-written, a commit cannot.
/// </summary>
internal static class GitTree
{
    public static ImmutableArray<SourceFile> Files(Commit commit, string folder)
    {
        var files = new FileSet();
        Walk(files, Folder(commit, folder), "", 0);
        return files.InOrder;
    }

    private static Tree Folder(Commit commit, string folder)
    {
        if (folder.Length == 0)
            return commit.Tree;
        var what = commit[folder]?.TargetType switch
        {
            null => "is not there",
            TreeEntryTargetType.Tree => null,
            _ => "is not a folder",
        };
        return what is null
            ? (Tree)commit[folder].Target
            : throw new SourceException(
                SourceFailure.PathMissing, $"\"{folder}\" {what} in commit {commit.Sha[..12]}; the last good desired state stays in force");
    }

    private static void Walk(FileSet files, Tree tree, string prefix, int depth)
    {
        FileSet.Enter(depth);
        foreach (var entry in tree)
        {
            if (entry.TargetType == TreeEntryTargetType.Tree && FileSet.TakesFolder(entry.Name))
                Walk(files, (Tree)entry.Target, $"{prefix}{entry.Name}/", depth + 1);
            else if (entry.TargetType == TreeEntryTargetType.Blob && FileSet.TakesFile(entry.Name))
                Add(files, prefix + entry.Name, entry);
        }
    }

    private static void Add(FileSet files, string path, TreeEntry entry)
    {
        var blob = (Blob)entry.Target;
        if (entry.Mode == Mode.SymbolicLink)
            files.Add(SourceFile.Unread(path, "symbolic links are not followed; commit the file itself"));
        else
            files.Add(path, blob.Size, () => Content(blob));
    }

    internal static byte[] Content(Blob blob)
    {
        using var stream = blob.GetContentStream();
        var content = new byte[blob.Size];
        stream.ReadExactly(content);
        return content;
    }
}
