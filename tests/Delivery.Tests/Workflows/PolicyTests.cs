using System.Text.RegularExpressions;
using Publican.Delivery.Support;
using YamlDotNet.RepresentationModel;

namespace Publican.Delivery.Workflows;

/// <summary>What actionlint does not ask: how little a workflow may do, and that what it runs cannot change under it.</summary>
public sealed partial class PolicyTests
{
    /// <summary>Every job that may do more than read this repository.</summary>
    private static readonly Dictionary<string, string[]> MayDoMore = new()
    {
        ["codeql.yml analyze"] = ["contents: read", "security-events: write"],
        ["desired-state.yml plan"] = ["contents: read", "id-token: write", "pull-requests: write"],
        ["images.yml build"] = ["attestations: write", "contents: read", "id-token: write"],
        ["images.yml publish"] = ["attestations: write", "contents: read", "id-token: write"],
        // Commits the image into desired state, and has no credentials of AWS. With the deploy key, once there is a rule for main; with this token before.
        ["images.yml staging"] = ["contents: write"],
        ["promote.yml plan"] = ["contents: read", "id-token: write", "pull-requests: write"],
        // Pushes a branch; reads whether staging is at rest.
        ["promote.yml propose"] = ["contents: write", "id-token: write", "pull-requests: write"],
        // An administrator's role, which the environment of GitHub gives out after an approval.
        ["terraform.yml apply"] = ["contents: read", "id-token: write"],
        ["terraform.yml plan"] = ["contents: read", "id-token: write", "pull-requests: write"],
        ["release.yml release"] = ["attestations: write", "contents: write", "id-token: write"],
    };

    [Fact]
    public void A_workflow_may_read_this_repository_and_a_job_no_more_than_is_listed()
    {
        Assert.NotEmpty(Workflow.All);
        Assert.All(Workflow.All, workflow => Assert.Equal(["contents: read"], Workflow.Permissions(workflow.Root)));

        var more = Workflow.All.SelectMany(workflow => workflow.Jobs.Select(job => (Name: $"{workflow.Name} {job.Name}", Permissions: Workflow.Permissions(job.Job))))
            .Where(job => job.Permissions.Count > 0).ToDictionary(job => job.Name, job => job.Permissions.ToArray());

        Assert.Equal(MayDoMore.Keys.Order(StringComparer.Ordinal), more.Keys.Order(StringComparer.Ordinal));
        Assert.All(more, job => Assert.Equal(MayDoMore[job.Key], job.Value));
    }

    [Fact]
    public void Every_action_is_pinned_by_commit_with_its_version_beside_it_and_everywhere_by_the_same_one()
    {
        var uses = Workflow.All.Concat(Workflow.Actions).SelectMany(workflow => Uses().Matches(workflow.Text).Select(match => match.Groups["what"].Value.Trim())).ToList();
        var foreign = uses.Where(what => !what.StartsWith("./", StringComparison.Ordinal)).ToList();

        Assert.True(foreign.Count > 20);
        Assert.All(foreign, what => Assert.Matches(@"^[\w.-]+(/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", what));
        // One repository may hold several actions, such as github/codeql-action/init.
        Assert.All(foreign.Select(what => what.Split('@')).GroupBy(parts => string.Join('/', parts[0].Split('/')[..2])), action => Assert.Single(action.Select(parts => parts[1]).Distinct()));
    }

    [Fact]
    public void Every_workflow_has_a_concurrency_group_and_every_job_an_end()
    {
        Assert.All(Workflow.All, workflow => Assert.NotNull(Workflow.Map(workflow.Root, "concurrency")));
        // A job that calls another workflow takes that one's limits; GitHub refuses a limit of its own.
        Assert.All(
            Workflow.All.SelectMany(workflow => workflow.Jobs).Where(job => Workflow.TextOf(job.Job, "uses") is null),
            job => Assert.True(int.Parse(Workflow.TextOf(job.Job, "timeout-minutes") ?? "0", null) is > 0 and <= 60, job.Name));
    }

    [Fact]
    public void No_script_is_put_together_from_what_others_write()
    {
        var expressions = Workflow.All.SelectMany(workflow => workflow.Scripts).SelectMany(script => Expression().Matches(script).Select(match => match.Groups["what"].Value)).Distinct();

        Assert.All(expressions, expression => Assert.StartsWith("matrix.", expression, StringComparison.Ordinal));
        Assert.All(Workflow.All, workflow => Assert.DoesNotContain("pull_request_target", workflow.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void The_token_of_a_checkout_stays_only_where_something_is_pushed()
    {
        var keeps = Workflow.All.SelectMany(workflow => workflow.Jobs.Where(job => KeepsToken(job.Job)).Select(job => $"{workflow.Name} {job.Name}"));

        Assert.Equal(["images.yml staging", "promote.yml propose"], keeps.Order(StringComparer.Ordinal));
    }

    /// <summary>The key passes the rule of main. A workflow on any branch can read a secret of the repository, so it is one of an environment that takes main only.</summary>
    [Fact]
    public void The_key_that_passes_the_rule_of_main_is_given_to_one_job_in_an_environment_of_its_own()
    {
        var secrets = Workflow.All.SelectMany(workflow => workflow.Jobs.Where(job => job.Job.ToString().Contains("secrets.", StringComparison.Ordinal)).Select(job => (Name: $"{workflow.Name} {job.Name}", job.Job)));

        var (name, job) = Assert.Single(secrets);
        Assert.Equal("images.yml staging", name);
        Assert.Equal("images", Workflow.TextOf(job, "environment"));
        Assert.All(Workflow.All.SelectMany(workflow => workflow.Jobs).Where(other => other.Job != job), other => Assert.NotEqual("images", Workflow.TextOf(other.Job, "environment")));
    }

    /// <summary>GitHub waits for ever for a required check that no job reports, or one whose workflow the paths left out.</summary>
    [Fact]
    public void Every_check_that_the_guide_requires_is_a_job_of_ci_which_runs_for_every_pull_request()
    {
        var guide = File.ReadAllText(Path.Combine(Stack.Repository.Root, "docs/getting-started-aws.md"));
        var required = Required().Matches(guide).Select(match => match.Groups["name"].Value).Order(StringComparer.Ordinal).ToList();
        var ci = Workflow.All.Single(workflow => workflow.Name == "ci.yml");

        Assert.Equal(ci.Jobs.SelectMany(job => Reported(job.Name, job.Job)).Order(StringComparer.Ordinal), required);
        Assert.Equal("", Workflow.TextOf(Workflow.Map(ci.Root, "on")!, "pull_request"));
        Assert.All(ci.Jobs, job => Assert.Null(Workflow.TextOf(job.Job, "if")));
    }

    /// <summary>A job reports under its name; one of a matrix once for each value.</summary>
    private static IEnumerable<string> Reported(string id, YamlMappingNode job)
    {
        var name = Workflow.TextOf(job, "name") ?? id;
        return Workflow.Map(job, "strategy") is { } strategy && Workflow.Map(strategy, "matrix")!.Children.Single() is var axis
            ? ((YamlSequenceNode)axis.Value).Select(value => name.Replace($"${{{{ matrix.{axis.Key} }}}}", value.ToString(), StringComparison.Ordinal))
            : [name];
    }

    private static bool KeepsToken(YamlMappingNode job) => (job.Children.TryGetValue("steps", out var steps) ? (YamlSequenceNode)steps : [])
        .Cast<YamlMappingNode>()
        .Any(step => Workflow.TextOf(step, "uses")?.StartsWith("actions/checkout@", StringComparison.Ordinal) == true
            && (Workflow.Map(step, "with") is not { } with || Workflow.TextOf(with, "persist-credentials") != "false"));

    [Fact]
    public async Task Every_script_passes_shellcheck()
    {
        Assert.SkipWhen(await Command.TryRunAsync("shellcheck", ["--version"]) is null, "shellcheck is not installed: apt-get install shellcheck");
        using var folder = new TemporaryFolder();
        var inline = Workflow.All.Concat(Workflow.Actions).SelectMany(workflow => workflow.Scripts.Select((script, index) =>
            // An expression is a word by the time the shell reads it.
            folder.Write($"{workflow.Name}-{index}.sh", "#!/usr/bin/env bash\nset -eo pipefail\n" + Expression().Replace(script, "expression"))));

        var found = await Command.RunAsync("shellcheck", [.. inline, .. Directory.GetFiles(Path.Combine(Stack.Repository.Root, ".github", "scripts")), "dev", ".ci/run"]);

        Assert.True(found.ExitCode == 0, found.Output);
    }

    [GeneratedRegex(@"^\s*(?:- )?uses: (?<what>.+)$", RegexOptions.Multiline)]
    private static partial Regex Uses();

    [GeneratedRegex(@"\{""context"": ""(?<name>[^""]+)""\}")]
    private static partial Regex Required();

    [GeneratedRegex(@"\$\{\{\s*(?<what>.*?)\s*\}\}")]
    private static partial Regex Expression();
}
