using System.Collections.Immutable;

namespace Publican.Sources;

/// <summary>Reads the YAML files below a folder of this machine, as <see cref="GitTree"/> reads those of a commit.</summary>
internal static class FolderTree
{
    /// <exception cref="SourceException">The folder as a whole cannot be read, or is no environment's folder.</exception>
    public static ImmutableArray<SourceFile> Files(string folder)
    {
        try
        {
            var files = ImmutableArray.CreateBuilder<SourceFile>();
            Walk(new DirectoryInfo(folder), "", 0, files);
            return [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SourceException(SourceFailure.Unreadable, $"{folder} cannot be read: {error.Message.TrimEnd('.')}", error);
        }
    }

    private static void Walk(DirectoryInfo folder, string prefix, int depth, ImmutableArray<SourceFile>.Builder files)
    {
        if (depth > GitTree.DeepestFolder)
            throw TooMuch($"folders are nested deeper than {GitTree.DeepestFolder} levels");
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            // A link to a folder could lead back up here.
            if (entry is DirectoryInfo { LinkTarget: null } below && below.Name is not (GitTree.SchemaFolder or ".git"))
                Walk(below, $"{prefix}{below.Name}/", depth + 1, files);
            else if (entry is FileInfo file && Path.GetExtension(file.Name) is ".yaml" or ".yml")
                Add(file, prefix, files);
        }
    }

    private static void Add(FileInfo file, string prefix, ImmutableArray<SourceFile>.Builder files)
    {
        files.Add(Read(file, prefix + file.Name));
        if (files.Count > GitTree.MostFiles || files.Sum(read => (long)read.Content.Length) > GitTree.MostBytes)
            throw TooMuch($"more than {GitTree.MostFiles} files or {GitTree.MostBytes / 1024 / 1024} MiB of YAML");
    }

    private static SourceFile Read(FileInfo file, string path) => file switch
    {
        { LinkTarget: not null } => SourceFile.Unread(path, "symbolic links are not followed; commit the file itself"),
        { Length: > SourceFile.MaxBytes and var length } => SourceFile.Unread(path, SourceFile.TooLarge(length)),
        _ => new SourceFile(path, File.ReadAllBytes(file.FullName)),
    };

    private static SourceException TooMuch(string what) => new(SourceFailure.TooLarge, $"{what}: that is no environment's folder");
}
