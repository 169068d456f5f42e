using System.Text.RegularExpressions;
using Publican.Delivery.Support;
using Publican.Delivery.Workflows;
using Publican.Stack;

namespace Publican.Delivery.Docs;

/// <summary>What the pages name must be there: a command that is wrong costs a newcomer an hour.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string[] Levers = ["pause", "resume", "promote", "abort", "retry", "rollback", "unpin", "suspend", "prune"];

    [Fact]
    public async Task Every_link_leads_to_a_file_and_to_a_heading_of_it()
    {
        var pages = await Pages.AllAsync();
        Assert.True(pages.Count > 20);

        var broken = pages.SelectMany(page => Pages.Links(page.Text).Where(target => !target.Contains("://", StringComparison.Ordinal)).Select(target => (page, target)))
            .Where(link => !IsThere(link.page.Path, link.page.Text, link.target)).Select(link => $"{link.page.Path}: {link.target}");

        Assert.Empty(broken);
    }

    [Fact]
    public async Task Every_publican_command_that_a_page_names_is_one()
    {
        var known = (await Command.RunAsync(Repository.Program("Reconciler", "publican"), ["nonsense"])).Output;

        foreach (var verb in await MatchesAsync(PublicanVerb()))
            Assert.True(verb == "health" || Levers.Contains(verb) || known.Contains($"publican {verb}", StringComparison.Ordinal), $"publican {verb}");
        Assert.All(Levers, lever => Assert.Matches($@"[ |]{lever}[ |]", known));
    }

    [Fact]
    public async Task Every_dev_command_that_a_page_names_is_one()
    {
        var help = await Command.MustAsync(Pages.Full("dev"), "help");

        Assert.All(await MatchesAsync(DevVerb()), verb => Assert.Contains($"./dev {verb}", help, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_setting_that_a_page_names_is_read_somewhere()
    {
        var code = string.Join('\n', new[] { "src", "tools", "tests" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText));

        Assert.All(await MatchesAsync(Setting()), setting => Assert.Contains($"\"{setting}\"", code, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_variable_that_a_workflow_asks_GitHub_for_is_explained()
    {
        var page = File.ReadAllText(Pages.Full("docs/getting-started-aws.md"));
        var variables = Workflow.All.SelectMany(workflow => Variable().Matches(workflow.Text).Select(match => match.Groups["name"].Value)).Distinct().ToList();

        Assert.NotEmpty(variables);
        Assert.All(variables, variable => Assert.Contains(variable, page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_output_of_Terraform_that_a_page_asks_for_is_one()
    {
        var outputs = await File.ReadAllTextAsync(Pages.Full("terraform-bootstrap/outputs.tf"), TestContext.Current.CancellationToken);

        Assert.All(await MatchesAsync(Output()), output => Assert.Contains($"output \"{output}\" {{", outputs, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_script_and_workflow_that_a_page_names_is_there()
    {
        Assert.All(await MatchesAsync(Script()), script => Assert.True(File.Exists(Pages.Full($".github/scripts/{script}")), script));
        Assert.All(await MatchesAsync(Run()), workflow => Assert.True(File.Exists(Pages.Full($".github/workflows/{workflow}.yml")), workflow));
    }

    private static bool IsThere(string page, string text, string target)
    {
        var (file, anchor) = target.Split('#') is [var path, var heading] ? (path, heading) : (target, "");
        var full = file.Length == 0 ? Pages.Full(page) : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Pages.Full(page))!, file));
        if (!Path.Exists(full)) return false;
        return anchor.Length == 0 || Pages.Anchors(file.Length == 0 ? text : File.ReadAllText(full)).Contains(anchor);
    }

    private static async Task<IReadOnlyList<string>> MatchesAsync(Regex pattern)
    {
        var found = (await Pages.AllAsync()).Where(page => page.Path != "CHANGELOG.md").SelectMany(page => pattern.Matches(page.Text).Select(match => match.Groups["name"].Value)).Distinct().ToList();
        Assert.NotEmpty(found);
        return found;
    }

    [GeneratedRegex(@"(?:`|\$ )publican (?<name>[a-z]+)")]
    private static partial Regex PublicanVerb();

    [GeneratedRegex(@"\./dev (?<name>[a-z][a-z-]*)")]
    private static partial Regex DevVerb();

    [GeneratedRegex(@"(?<name>PUBLICAN_[A-Z_]+[A-Z])")]
    private static partial Regex Setting();

    [GeneratedRegex(@"output -raw (?<name>\w+)")]
    private static partial Regex Output();

    [GeneratedRegex(@"\.github/scripts/(?<name>[a-z]+)")]
    private static partial Regex Script();

    [GeneratedRegex(@"gh workflow run (?<name>[a-z-]+)")]
    private static partial Regex Run();

    [GeneratedRegex(@"vars\.(?<name>[A-Z_]+)|format\('(?<name>[A-Z_]+)_\{0\}'")]
    private static partial Regex Variable();
}
