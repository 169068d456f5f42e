using Publican.Desired;
using Publican.Sources;

namespace Publican.Validation;

/// <summary>Finds the environment that a file belongs to.</summary>
internal static class EnvironmentFolder
{
    /// <returns>The nearest folder upwards whose files hold a document of kind Environment; the file's own one when none does.</returns>
    /// <exception cref="ValidateException">None does, and the file is one that environments extend: by itself it is no whole document.</exception>
    public static string Of(string file)
    {
        var own = Path.GetDirectoryName(file) is { Length: > 0 } name ? name : ".";
        for (var folder = own; Directory.Exists(folder); folder = Path.Combine(folder, ".."))
        {
            if (HoldsAnEnvironment(folder)) return Path.IsPathRooted(folder) ? Path.GetFullPath(folder) : Path.GetRelativePath(".", folder);
            if (IsTop(folder)) break;
        }

        return SourcePath.IsBase(Path.GetFullPath(file).Replace(Path.DirectorySeparatorChar, '/'))
            ? throw new ValidateException($"{file} is a base, and belongs to no environment; validate the folder of one that extends it: its errors in the base are shown, too")
            : own;
    }

    // A repository ends where its .git stands: what lies above is not this state's.
    private static bool IsTop(string folder) => Path.Exists(Path.Combine(folder, ".git")) || Path.GetPathRoot(Path.GetFullPath(folder)) == Path.GetFullPath(folder);

    /// <summary>Only the folder's own files are looked at: above an environment's folder stand other environments.</summary>
    private static bool HoldsAnEnvironment(string folder) => Directory.EnumerateFiles(folder)
        .Where(path => Path.GetExtension(path) is ".yaml" or ".yml" && new FileInfo(path) is { LinkTarget: null, Length: <= SourceFile.MaxBytes })
        .Any(path => DesiredReader.DescribesAnEnvironment(new SourceFile(path, File.ReadAllBytes(path))));
}
