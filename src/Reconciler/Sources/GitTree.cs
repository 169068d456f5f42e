using System.Collections.Immutable;
using LibGit2Sharp;

namespace Publican.Sources;

/// <summary>
/// Reads the YAML files below a folder of a commit straight from its objects: a working copy could be half-written, a commit cannot.
/// </summary>
internal sealed class GitTree
{
    internal const int MostFiles = 1000;
    internal const int MostBytes = 16 * 1024 * 1024;
    internal const int DeepestFolder = 16;
    internal const string SchemaFolder = "schema"; // the JSON schema for editors stands beside the state and is no state
    private readonly ImmutableArray<SourceFile>.Builder _files = ImmutableArray.CreateBuilder<SourceFile>();
    private long _bytes;

    private GitTree()
    {
    }

    public static ImmutableArray<SourceFile> Files(Commit commit, string folder)
    {
        var tree = new GitTree();
        tree.Walk(Folder(commit, folder), "", 0);
        return [.. tree._files.OrderBy(file => file.Path, StringComparer.Ordinal)];
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

    private void Walk(Tree tree, string prefix, int depth)
    {
        if (depth > DeepestFolder)
            throw TooMuch($"folders are nested deeper than {DeepestFolder} levels");
        foreach (var entry in tree)
        {
            if (entry.TargetType == TreeEntryTargetType.Tree && entry.Name != SchemaFolder)
                Walk((Tree)entry.Target, $"{prefix}{entry.Name}/", depth + 1);
            else if (entry.TargetType == TreeEntryTargetType.Blob && Path.GetExtension(entry.Name) is ".yaml" or ".yml")
                Add(prefix + entry.Name, entry);
        }
    }

    private void Add(string path, TreeEntry entry)
    {
        var blob = (Blob)entry.Target;
        if (entry.Mode == Mode.SymbolicLink)
            _files.Add(SourceFile.Unread(path, "symbolic links are not followed; commit the file itself"));
        else if (blob.Size > SourceFile.MaxBytes)
            _files.Add(SourceFile.Unread(path, SourceFile.TooLarge(blob.Size)));
        else
            _files.Add(new SourceFile(path, Content(blob)));
        if (_files.Count > MostFiles || (_bytes += _files[^1].Content.Length) > MostBytes)
            throw TooMuch($"more than {MostFiles} files or {MostBytes / 1024 / 1024} MiB of YAML");
    }

    internal static byte[] Content(Blob blob)
    {
        using var stream = blob.GetContentStream();
        var content = new byte[blob.Size];
        stream.ReadExactly(content);
        return content;
    }

    private static SourceException TooMuch(string what) =>
        new(SourceFailure.TooLarge, $"{what}: that is no environment's folder; check PUBLICAN_SOURCE");
}
