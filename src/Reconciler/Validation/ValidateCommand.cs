using System.Collections.Immutable;
using Publican.Desired;
using Publican.Sources;

namespace Publican.Validation;

/// <summary>Reads a folder as the reconciler would read it from its source, and asks nobody: no Git, no AWS.</summary>
public static class ValidateCommand
{
    /// <param name="endpoint">AWS_ENDPOINT_URL: it decides, here as there, whether durations are read with AWS's limits.</param>
    /// <exception cref="ValidateException">There is nothing at the path that could be read.</exception>
    public static ValidationReport Run(string path, Uri? endpoint)
    {
        if (Directory.Exists(path))
            return ReportOf(path, path, Read(path, endpoint), only: null);
        if (!File.Exists(path))
            throw new ValidateException($"there is no file or folder {path}");
        if (Path.GetExtension(path) is not (".yaml" or ".yml"))
            throw new ValidateException($"{path} is not read: desired state stands in files that end with .yaml or .yml");
        return OfFile(path, endpoint);
    }

    /// <summary>A file means something only among those of its environment: their limits apply to it, and their names are taken.</summary>
    private static ValidationReport OfFile(string path, Uri? endpoint)
    {
        var folder = EnvironmentFolder.Of(path);
        var result = Read(folder, endpoint);
        return ReportOf(path, folder, result, only: Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/'));
    }

    /// <exception cref="ValidateException">There is nothing at the path that could be read.</exception>
    public static DesiredResult Read(string folder, Uri? endpoint)
    {
        try
        {
            var files = FolderTree.Files(folder);
            return DesiredReader.Read(new SourceRevision("", files, HistoryRewritten: false) { Bases = FolderBases.Of(folder, files) }, endpoint);
        }
        catch (SourceException error)
        {
            throw new ValidateException(error.Message, error);
        }
    }

    private static ValidationReport ReportOf(string path, string folder, DesiredResult result, string? only) => new(
        path,
        result.State?.Environment.Name,
        [.. result.State?.Services.Select(service => service.Name) ?? []],
        [.. result.State?.Jobs.Select(job => job.Name) ?? []],
        [.. result.Errors.Where(error => only is null || error.File == only || error.File.Length == 0).Select(error => error with { File = Shown(folder, error.File) })]);

    // As the shell and the editor know it, from where the command was called.
    private static string Shown(string folder, string file) => file.Length == 0 ? folder
        : !SourcePath.LeadsOut(file) ? Path.Combine(folder, file)
        : Path.IsPathRooted(folder) ? Path.GetFullPath(Path.Combine(folder, file))
        : Path.GetRelativePath(".", Path.Combine(folder, file));
}

/// <param name="Environment">Null when the state is not valid as a whole.</param>
/// <param name="Errors">In the words of the status, with files as they are reached from here.</param>
public sealed record ValidationReport(string Path, string? Environment, ImmutableArray<string> Services, ImmutableArray<string> Jobs, ImmutableArray<DesiredError> Errors)
{
    public bool Valid => Errors.IsEmpty;
}
