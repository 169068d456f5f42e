using System.Reflection;

namespace BeerApi.Tests.TestKit;

internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(Metadata("RepositoryRoot"));

    /// <summary>The program that a project builds; for the API itself another one where PUBLICAN_BEER_API names it, such as the native one.</summary>
    /// <param name="project">Its folder from the root of the repository, such as <c>src/BeerApi</c>.</param>
    public static string Program(string project)
    {
        if (project == "src/BeerApi" && Environment.GetEnvironmentVariable("PUBLICAN_BEER_API") is { Length: > 0 } other)
        {
            return other;
        }
        var name = Path.GetFileName(project);
        return Path.Combine(Root, "artifacts", "bin", name, Metadata("Configuration"), name);
    }

    private static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
