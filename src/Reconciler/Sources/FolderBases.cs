using System.Collections.Immutable;

namespace Publican.Sources;

/// <summary>Files of this machine that lie outside of an environment's folder, but inside the Git repository around it, and that files inside extend.</summary>
internal static class FolderBases
{
    public static ImmutableArray<SourceFile> Of(string folder, ImmutableArray<SourceFile> files)
    {
        var root = RepositoryAround(folder);
        return ExtendedFiles.Of(files, path => root is null
            ? SourceFile.Unread(path, $"lies outside of {folder}, and there is no Git repository around it that both belong to")
            : Read(root, Path.GetFullPath(Path.Combine(folder, path)), path));
    }

    private static string? RepositoryAround(string folder)
    {
        for (var around = new DirectoryInfo(Path.GetFullPath(folder)); around is not null; around = around.Parent)
        {
            if (Path.Exists(Path.Combine(around.FullName, ".git"))) return around.FullName;
        }

        return null;
    }

    private static SourceFile Read(string root, string file, string path)
    {
        var inside = Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar);
        if (inside[0] is ".." or ".git")
            return SourceFile.Unread(path, "lies outside of the repository");
        if (Enumerable.Range(1, inside.Length).Any(count => new FileInfo(Path.Combine([root, .. inside[..count]])).LinkTarget is not null))
            return SourceFile.Unread(path, "symbolic links are not followed; put the file itself there");
        if (!File.Exists(file))
            return SourceFile.Unread(path, Directory.Exists(file) ? "is not a file" : $"is not there; looked for {file}");
        return new FileInfo(file).Length is > SourceFile.MaxBytes and var length
            ? SourceFile.Unread(path, SourceFile.TooLarge(length))
            : new SourceFile(path, File.ReadAllBytes(file));
    }
}
