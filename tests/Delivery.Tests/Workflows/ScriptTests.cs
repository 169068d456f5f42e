using Publican.Delivery.Support;
using Publican.Stack;

namespace Publican.Delivery.Workflows;

/// <summary>The shell scripts that workflows call, run for real; gh and publican are played.</summary>
public sealed class ScriptTests : IDisposable
{
    // Plays GitHub: notes each call, and knows one comment when there is a file of that name.
    private const string Gh =
        """
        printf '%s\n' "$*" >>"$CALLS"
        for word in "$@"; do case $word in body=@*) cp "${word#body=@}" "$CALLS.body" ;; esac; done
        case $* in *--paginate*) [ ! -e "$CALLS.known" ] || cat "$CALLS.known" ;; esac
        """;

    private readonly TemporaryFolder _folder = new();

    private string Calls => Path.Combine(_folder.Path, "calls");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_image_is_written_into_its_line_and_nothing_else_is_touched()
    {
        var file = _folder.Write("beer-api.yaml", "# image: none\nspec:\n  image: beer-api:1.0.0\n  taskDefinition:\n    containerDefinitions:\n      - {name: otel, image: \"otel:1\"}\n");

        Assert.Equal(0, (await RunAsync("image", file, "1.dkr.ecr.eu-west-1.amazonaws.com/beer-api:abc")).ExitCode);

        Assert.Equal(
            "# image: none\nspec:\n  image: 1.dkr.ecr.eu-west-1.amazonaws.com/beer-api:abc\n  taskDefinition:\n    containerDefinitions:\n      - {name: otel, image: \"otel:1\"}\n",
            await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal("1.dkr.ecr.eu-west-1.amazonaws.com/beer-api:abc\n", (await RunAsync("image", file)).Output);
    }

    [Theory]
    [InlineData("spec:\n  image: a:1\n", "beer-api", "is not an image with a tag")]
    [InlineData("spec:\n  image: a:1\n", "a:1|x", "is not an image with a tag")]
    [InlineData("spec:\n  image: a:1\n", "/beer-api:1", "is not an image with a tag")]
    [InlineData("spec:\n  replicas: 1\n", "a:2", "has 0 lines")]
    [InlineData("spec:\n  image: a:1\n---\nspec:\n  image: b:1\n", "a:2", "has 2 lines")]
    public async Task What_is_no_image_or_no_single_place_for_one_is_refused(string text, string image, string message)
    {
        var file = _folder.Write("beer-api.yaml", text);

        var done = await RunAsync("image", file, image);

        Assert.Equal(1, done.ExitCode);
        Assert.Contains(message, done.Output, StringComparison.Ordinal);
        Assert.Equal(text, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Every_environment_takes_an_image_by_script_and_stays_valid()
    {
        foreach (var environment in new[] { "staging", "production" })
        {
            var root = Path.Combine(_folder.Path, environment);
            await Command.MustAsync("cp", "-r", "desired-state/environments", root);
            // What extends a file outside of its folder is looked for in the repository around it.
            await Command.MustAsync("git", "init", "--quiet", root);
            Assert.Equal(0, (await RunAsync("image", Path.Combine(root, environment, "beer-api.yaml"), "123.dkr.ecr.eu-west-1.amazonaws.com/beer-api:0123abcd")).ExitCode);
            await Command.MustAsync(Repository.Program("Reconciler", "publican"), "validate", Path.Combine(root, environment));
        }
    }

    [Fact]
    public async Task A_first_comment_is_made_and_a_later_one_takes_its_place()
    {
        _folder.Program("gh", Gh);
        var plan = _folder.Write("plan.txt", "cart  no changes ```\n");

        Assert.Equal(0, (await CommentAsync(plan)).ExitCode);
        Assert.Contains("--method POST repos/o/r/issues/7/comments", await File.ReadAllTextAsync(Calls, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal("<!-- publican: plan staging -->\n### A plan\n\n~~~~\ncart  no changes ```\n\n~~~~\n", await File.ReadAllTextAsync(Calls + ".body", TestContext.Current.CancellationToken));

        _folder.Write("calls.known", "41\n42\n");
        File.Delete(Calls);
        Assert.Equal(0, (await CommentAsync(plan)).ExitCode);
        var calls = await File.ReadAllTextAsync(Calls, TestContext.Current.CancellationToken);
        Assert.Contains("--method PATCH repos/o/r/issues/comments/42", calls, StringComparison.Ordinal);
        Assert.DoesNotContain("POST", calls, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_comment_that_would_be_too_long_for_GitHub_is_cut_between_two_characters()
    {
        _folder.Program("gh", Gh);

        // One byte short of the cut, so that it falls into the middle of a character.
        Assert.Equal(0, (await CommentAsync(_folder.Write("plan.txt", new string('a', 59_999) + new string('ä', 5_000)))).ExitCode);

        var body = await File.ReadAllTextAsync(Calls + ".body", TestContext.Current.CancellationToken);
        Assert.InRange(body.Length, 60_000, 65_000);
        Assert.EndsWith("aaa\n~~~~\nThe rest is in the log of the run.\n", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_comment_fails_when_GitHub_does()
    {
        _folder.Program("gh", "echo 'HTTP 403' >&2; exit 1");

        Assert.NotEqual(0, (await CommentAsync(_folder.Write("plan.txt", "x"))).ExitCode);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 0)]
    [InlineData(1, 1)]
    [InlineData(78, 78)]
    public async Task A_plan_with_changes_is_a_plan_and_what_is_in_the_way_fails(int publican, int script)
    {
        _folder.Program("publican", $"echo \"$* NO_COLOR=$NO_COLOR\"; echo oops >&2; exit {publican}");
        var file = Path.Combine(_folder.Path, "plan.txt");

        var done = await RunAsync("plan", "staging", file);

        Assert.Equal(script, done.ExitCode);
        Assert.Equal("plan desired-state/environments/staging NO_COLOR=1\noops\n", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Contains("oops", done.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_notes_of_a_version_are_its_part_of_the_changelog()
    {
        _folder.Write("CHANGELOG.md", "# Changelog\n\n## Unreleased\n\n- new\n\n## 1.2.0 - 2026-11-01\n\n- old\n- older\n\n## 1.1.0\n");

        Assert.Equal("\n- old\n- older\n", (await RunAsync("notes", "1.2.0")).Output);
        Assert.All(new[] { "1.1.0", "9.9.9", "1.2" }, version => Assert.Equal(1, RunAsync("notes", version).GetAwaiter().GetResult().ExitCode));
    }

    private Task<Command> CommentAsync(string file) => RunAsync("comment", "7", "plan staging", "A plan", file);

    private Task<Command> RunAsync(string script, params string[] args) => Command.RunAsync(
        Path.Combine(Repository.Root, ".github", "scripts", script), args, _folder.Path, _folder.Environment(("CALLS", Calls), ("GITHUB_REPOSITORY", "o/r"), ("GH_TOKEN", "t")));
}
