namespace Publican.Tests.Desired;

/// <summary>Finds files of this repository from wherever the tests were built to.</summary>
internal static class RepositoryFiles
{
    private static readonly string Root = FindRoot();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Publican.slnx"))) return folder.FullName;
        }

        throw new InvalidOperationException($"no Publican.slnx above {AppContext.BaseDirectory}");
    }
}
