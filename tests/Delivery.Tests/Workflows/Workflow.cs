using Publican.Stack;
using YamlDotNet.RepresentationModel;

namespace Publican.Delivery.Workflows;

/// <summary>A workflow or composite action of .github, as YAML.</summary>
internal sealed record Workflow(string Name, string Text, YamlMappingNode Root)
{
    public static IReadOnlyList<string> Files { get; } =
        [.. Directory.GetFiles(Path.Combine(Repository.Root, ".github", "workflows"), "*.yml").Order(StringComparer.Ordinal)];

    public static IReadOnlyList<Workflow> All { get; } = [.. Files.Select(Read)];

    public static IReadOnlyList<Workflow> Actions { get; } =
        [.. Directory.GetFiles(Path.Combine(Repository.Root, ".github", "actions"), "action.yml", SearchOption.AllDirectories).Select(Read)];

    public IEnumerable<(string Name, YamlMappingNode Job)> Jobs =>
        Map(Root, "jobs")?.Children.Select(pair => (((YamlScalarNode)pair.Key).Value!, (YamlMappingNode)pair.Value)) ?? [];

    /// <summary>Of all jobs, or of a composite action.</summary>
    public IEnumerable<YamlMappingNode> Steps =>
        Jobs.Select(job => job.Job).Concat(Map(Root, "runs") is { } runs ? [runs] : Array.Empty<YamlMappingNode>())
            .SelectMany(owner => owner.Children.TryGetValue("steps", out var steps) ? ((YamlSequenceNode)steps).Cast<YamlMappingNode>() : []);

    /// <summary>What is run in a shell.</summary>
    public IEnumerable<string> Scripts => Steps.Select(step => TextOf(step, "run")).OfType<string>();

    public static YamlMappingNode? Map(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var value) ? value as YamlMappingNode : null;

    public static string? TextOf(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var value) ? (value as YamlScalarNode)?.Value : null;

    /// <summary>"contents: read" and the like; empty where nothing is said.</summary>
    public static IReadOnlyList<string> Permissions(YamlMappingNode owner) =>
        [.. Map(owner, "permissions")?.Children.Select(pair => $"{pair.Key}: {pair.Value}").Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>()];

    private static Workflow Read(string path)
    {
        var text = File.ReadAllText(path);
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return new Workflow(Path.GetFileName(path), text, (YamlMappingNode)stream.Documents[0].RootNode);
    }
}
