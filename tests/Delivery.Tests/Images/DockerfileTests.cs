using System.Text.RegularExpressions;
using System.Xml.Linq;
using Publican.Stack;

namespace Publican.Delivery.Images;

/// <summary>What can be told of the Dockerfiles without an engine.</summary>
public sealed partial class DockerfileTests
{
    private static readonly string[] ForServers = ["Dockerfile.api", "Dockerfile.reconciler"];

    public static TheoryData<string> Servers => new(ForServers);

    public static TheoryData<string> All => new([.. ForServers, "Dockerfile.localcloud"]);

    [Theory]
    [MemberData(nameof(Servers))]
    public void The_result_has_no_shell_no_root_and_a_health_command_of_its_own(string file)
    {
        var last = Lines(file).SkipWhile(line => !line.StartsWith("FROM", StringComparison.Ordinal) || line.Contains(" AS build", StringComparison.Ordinal)).ToList();

        Assert.Contains("-chiseled", last[0], StringComparison.Ordinal);
        Assert.DoesNotContain(last, line => line.StartsWith("RUN", StringComparison.Ordinal));
        Assert.Contains("USER 1654", last);
        Assert.Contains(last, line => HealthCheck().IsMatch(line));
        Assert.Contains(last, line => line.StartsWith("ENTRYPOINT [\"/app/", StringComparison.Ordinal));
        foreach (var label in new[] { "title", "description", "licenses", "version", "revision" })
            Assert.Contains($"org.opencontainers.image.{label}=", string.Join('\n', last), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Base_images_are_pinned_by_digest_but_for_one_that_is_known_by_name(string file) => Assert.All(
        Lines(file).Where(line => line.StartsWith("FROM", StringComparison.Ordinal)),
        line => Assert.True(Pinned().IsMatch(line) || line == "FROM mcr.microsoft.com/dotnet/sdk:10.0-noble-aot AS build", line));

    [Theory]
    [MemberData(nameof(All))]
    public void Packages_are_restored_from_their_lock_files(string file) => Assert.All(
        Lines(file).Where(line => line.Contains("dotnet restore", StringComparison.Ordinal)), line => Assert.Contains("--locked-mode", line, StringComparison.Ordinal));

    /// <summary>A project that is referenced and not copied is found out by a build of minutes; this finds it at once.</summary>
    [Theory]
    [InlineData("Dockerfile.api", "src/BeerApi/BeerApi.csproj")]
    [InlineData("Dockerfile.reconciler", "src/Reconciler/Reconciler.csproj")]
    [InlineData("Dockerfile.localcloud", "tools/Dev/Dev.csproj")]
    public void Every_project_that_is_built_is_copied_into_the_build(string file, string project)
    {
        var copied = Lines(file).Where(line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from", StringComparison.Ordinal))
            .SelectMany(line => line.Split(' ')[1..^1]).Select(path => path.TrimEnd('/')).ToHashSet(StringComparer.Ordinal);

        Assert.All(Closure(project), one => Assert.Contains(copied, path => one == path || one.StartsWith(path + "/", StringComparison.Ordinal)));
    }

    /// <summary>The programs that images.json names must be in the image that runs them.</summary>
    [Fact]
    public void LocalClouds_image_holds_every_release_of_the_beer_api()
    {
        var images = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests", "images", "images.json")))!.AsArray();

        Assert.All(
            images.Select(image => Path.GetFileName((string)image!["project"]!)).Distinct(),
            program => Assert.Contains($"COPY --from=build /repository/artifacts/bin/{program}/release artifacts/bin/{program}/release", Lines("Dockerfile.localcloud")));
    }

    private static IEnumerable<string> Closure(string project)
    {
        var folder = Path.GetDirectoryName(project)!;
        var references = XDocument.Load(Path.Combine(Repository.Root, project)).Descendants("ProjectReference")
            .Select(reference => Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, folder, reference.Attribute("Include")!.Value))));
        return references.SelectMany(Closure).Append(project).Distinct();
    }

    /// <summary>Lines with what is continued on one line.</summary>
    private static List<string> Lines(string file) =>
        [.. Continued().Replace(File.ReadAllText(Path.Combine(Repository.Root, file)), " ").Split('\n').Where(line => !line.StartsWith('#'))];

    [GeneratedRegex(@"^HEALTHCHECK .*CMD \[""/app/\w+"", ""health""\]$")]
    private static partial Regex HealthCheck();

    [GeneratedRegex(@"^FROM [\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}( AS \w+)?$")]
    private static partial Regex Pinned();

    [GeneratedRegex(@"\\\n\s*")]
    private static partial Regex Continued();
}
