using System.Text.RegularExpressions;

namespace Publican.Tests.Desired;

public sealed partial class DocumentationTests
{
    [Fact]
    public void The_samples_of_the_documentation_are_a_valid_desired_state()
    {
        var page = File.ReadAllText(RepositoryFiles.PathOf("docs", "desired-state.md"));
        var samples = YamlBlock().Matches(page).Select(match => match.Groups["yaml"].Value).ToList();

        var result = Revisions.Read(string.Join("---\n", samples));

        Assert.Equal(4, samples.Count);
        Assert.Empty(result.Errors);
    }

    [Fact]
    public void Every_supported_key_is_in_the_documentation()
    {
        var page = File.ReadAllText(RepositoryFiles.PathOf("docs", "desired-state.md"));
        const string unknownKeys = """
            apiVersion: publican.dev/v1
            kind: Environment
            metadata: {name: local}
            spec: {region: eu-west-1, outputs: /publican/local/, qqqqqqqq: 1, timing: {qqqqqqqq: 1}, freezes: [{name: a, cron: "0 0 * * *", timezone: UTC, for: 1h, qqqqqqqq: 1}]}
            ---
            apiVersion: publican.dev/v1
            kind: Service
            metadata: {name: beer-api, qqqqqqqq: 1}
            spec:
              qqqqqqqq: 1
              image: beer-api:1.0.0
              port: 8080
              health: {qqqqqqqq: 1}
              route: {listener: public, path: "/*", priority: 1, stickiness: {qqqqqqqq: 1}, qqqqqqqq: 1}
              before: {command: [migrate], qqqqqqqq: 1}
              scaling: {min: 1, max: 2, target: {cpu: 60, qqqqqqqq: 1}, schedules: [{name: a, cron: "0 0 * * *", timezone: UTC, for: 1h, min: 1, qqqqqqqq: 1}], qqqqqqqq: 1}
              freezes: [{name: a, cron: "0 0 * * *", timezone: UTC, for: 1h, qqqqqqqq: 1}]
              rollout:
                qqqqqqqq: 1
                steps: [{weight: 1, hold: 4m, qqqqqqqq: 1}]
                checks: [{http: {path: /, qqqqqqqq: 1}}, {errorRate: {max: 1%, qqqqqqqq: 1}}, {latency: {max: 1s, qqqqqqqq: 1}}, {qqqqqqqq: 1},
                {prometheus: {url: "http://p", query: up, max: 1, qqqqqqqq: 1}}, {webhook: {url: "http://p", qqqqqqqq: 1}}, {restarts: {max: 0, qqqqqqqq: 1}}, {task: {command: [x], qqqqqqqq: 1}}]
            ---
            apiVersion: publican.dev/v1
            kind: Job
            metadata: {name: import}
            spec: {image: "import:1.0.0", qqqqqqqq: 1}
            ---
            apiVersion: publican.dev/v1
            kind: CronJob
            metadata: {name: nightly}
            spec: {image: "report:1.0.0", schedule: "0 3 * * *", qqqqqqqq: 1}
            """;

        // The message for an unknown key lists the known ones: what the reader takes is what the page must hold.
        var lists = Revisions.Read(unknownKeys).Errors.Select(error => error.Message.Split("known here: ")).ToList();
        Assert.Equal(25, lists.Count);
        Assert.All(lists.SelectMany(list => list[1].Split(", ")), key => Assert.Matches($"`([a-zA-Z]+\\.)?{key}`|{{[a-z, ]*{key}[a-z, ]*}}", page));
    }

    /// <summary>The readers say in their code what they refuse for now; nowhere else are all of these keys together.</summary>
    [Fact]
    public void The_keys_that_are_not_supported_yet_are_those_that_the_documentation_names()
    {
        var page = File.ReadAllText(RepositoryFiles.PathOf("docs", "desired-state.md"));
        var named = Quoted().Matches(page[page.IndexOf("## Not supported yet", StringComparison.Ordinal)..]).Select(match => match.Groups["key"].Value);

        var readers = Directory.EnumerateFiles(RepositoryFiles.PathOf("src", "Reconciler", "Desired"), "*.cs").Select(File.ReadAllText);
        var refused = readers.SelectMany(reader => NotYet().Matches(reader)).SelectMany(call => Literal().Matches(call.Groups["keys"].Value)).Select(match => match.Groups["key"].Value).ToHashSet();

        Assert.True(refused.Count > 5, "the readers say it in other words now");
        Assert.Equal(refused.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("`(?<key>[a-zA-Z]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\.NotYet\((?<keys>[^)]*)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex NotYet();

    [GeneratedRegex("\"(?<key>[a-zA-Z]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Literal();

    [GeneratedRegex("```yaml\n(?<yaml>.*?)```", RegexOptions.Singleline)]
    private static partial Regex YamlBlock();
}
