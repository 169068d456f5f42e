namespace Publican.Stack;

/// <summary>Where things are in this checkout.</summary>
public static class Repository
{
    /// <summary>The folder with Publican.slnx, found upwards from the running program.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The program a project was built to, in the same configuration as the running one.</summary>
    /// <exception cref="StackException">It is not built.</exception>
    public static string Program(string project, string? assembly = null)
    {
        var configuration = AppContext.BaseDirectory.Contains("/release/", StringComparison.Ordinal) ? "release" : "debug";
        var path = Path.Combine(Root, "artifacts", "bin", project, configuration, assembly ?? project);
        return File.Exists(path) ? path : throw new StackException($"{path} is not built: run ./dev, which builds it, or dotnet build Publican.slnx");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Publican.slnx")))
                return folder.FullName;
        }

        throw new StackException($"{AppContext.BaseDirectory} is not inside a checkout: no Publican.slnx above it");
    }
}

/// <summary>Part of a local stack cannot be had; the message says what and what to do.</summary>
public sealed class StackException(string message) : Exception(message);
