using System.Collections.Immutable;

namespace Publican.Sources;

/// <summary>Reads the YAML files below a folder of this machine, as <see cref="GitTree"/> reads those of a commit. Somebody may be writing them meanwhile.</summary>
internal static class FolderTree
{
    /// <exception cref="SourceException">The folder as a whole cannot be read, or is no environment's folder.</exception>
    public static ImmutableArray<SourceFile> Files(string folder)
    {
        try
        {
            var files = new FileSet();
            Walk(files, new DirectoryInfo(folder), "", 0);
            return files.InOrder;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SourceException(SourceFailure.Unreadable, $"{folder} cannot be read: {error.Message.TrimEnd('.')}", error);
        }
    }

    private static void Walk(FileSet files, DirectoryInfo folder, string prefix, int depth)
    {
        FileSet.Enter(depth);
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            // Emacs locks a file with a dangling link of this name; a commit would not hold it.
            if (entry.Name.StartsWith(".#", StringComparison.Ordinal))
                continue;

            // A link to a folder could lead back up here.
            if (entry is DirectoryInfo { LinkTarget: null } below && below.Name != ".git" && FileSet.TakesFolder(below.Name))
                Walk(files, below, $"{prefix}{below.Name}/", depth + 1);
            else if (entry is FileInfo file && FileSet.TakesFile(file.Name))
                files.Add(Read(file, prefix + file.Name));
        }
    }

    // Pipes and devices have no size: opening one could wait for ever.
    private static SourceFile Read(FileInfo file, string path) => file switch
    {
        { LinkTarget: not null } => SourceFile.Unread(path, "symbolic links are not followed; commit the file itself"),
        { Length: > SourceFile.MaxBytes and var length } => SourceFile.Unread(path, SourceFile.TooLarge(length)),
        { Length: 0 } => new SourceFile(path, default),
        _ => Content(file, path),
    };

    private static SourceFile Content(FileInfo file, string path)
    {
        try
        {
            using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

            // One byte more than there should be: a file that grows meanwhile is not the one that the next read finds.
            var content = new byte[file.Length + 1];
            return new SourceFile(path, content.AsMemory(0, stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)));
        }
        catch (UnauthorizedAccessException)
        {
            return SourceFile.Unread(path, $"{Environment.UserName}, as whom this runs, may not read the file; change its permissions");
        }
    }
}
