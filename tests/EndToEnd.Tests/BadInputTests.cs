using System.Text.Json.Nodes;
using Publican.Stack;

namespace Publican.EndToEnd;

/// <summary>Whatever is pushed: the last good desired state stays in force, nothing is deleted, and the status says what is wrong and where.</summary>
public sealed class BadInputTests(RunningStack running) : IAsyncLifetime
{
    private string _version = "";

    public async ValueTask InitializeAsync() => _version = await running.AtRestAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("a typo", "  replicas:", "  replica:", "did you mean")]
    [InlineData("a missing field", "  port: 8080\n", "", "port")]
    [InlineData("a tab", "  replicas: 2", "\treplicas: 2", "tab")]
    public async Task A_mistake_in_a_file_is_named_with_its_place(string what, string from, string to, string says)
    {
        var error = await RefusedAsync(what, text => text.Replace(from, to, StringComparison.Ordinal));
        Assert.Equal("beer-api.yaml", (string?)error["file"]);
        Assert.True((int)error["line"]! > 0 && (int)error["column"]! > 0, $"{error}");
        Assert.Contains(says, $"{error["key"]} {error["message"]}", StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_service_that_is_defined_twice_is_refused()
    {
        var error = await RefusedAsync("a duplicate", text => $"{text}\n---\n{text}");
        Assert.Contains("beer-api", $"{error}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_two_megabytes_is_refused() =>
        Assert.Equal("beer-api.yaml", (string?)(await RefusedAsync("2 MB", text => text + new string('#', 2 * 1024 * 1024)))["file"]);

    [Fact]
    public async Task Binary_junk_is_refused() => Assert.Equal("beer-api.yaml", (string?)(await RefusedAsync("junk", _ => "\0\u0001\u0002PNG\0"))["file"]);

    [Fact]
    public async Task A_force_push_to_something_invalid_is_refused_and_one_to_something_valid_is_recorded()
    {
        var desired = running.Stack.Desired;
        var good = (await desired.GitAsync("rev-parse", "HEAD")).Trim();
        var text = await File.ReadAllTextAsync(desired.BeerApi);
        await File.WriteAllTextAsync(desired.BeerApi, "kind: Nonsense\n");
        await desired.GitAsync("commit", "--quiet", "--all", "--amend", "--message", "rewritten");
        await desired.GitAsync("push", "--quiet", "--force", "origin", "main");
        await UntilErrorsAsync(errors => errors.Count > 0);
        await StillServingAsync();

        await desired.GitAsync("reset", "--quiet", "--hard", good);
        await File.WriteAllTextAsync(desired.BeerApi, text + "# rewritten\n");
        await desired.GitAsync("commit", "--quiet", "--all", "--amend", "--message", "rewritten and valid");
        await desired.GitAsync("push", "--quiet", "--force", "origin", "main");
        await UntilErrorsAsync(errors => errors.Count == 0);
        await running.Stack.StatusWhenAsync("the rewritten history is recorded",
            status => status["events"]!.AsArray().Any(entry => (string?)entry!["reason"] == "HistoryRewritten"), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_deleted_branch_and_an_empty_repository_change_nothing()
    {
        var desired = running.Stack.Desired;
        await desired.GitAsync("push", "--quiet", "origin", "main:other");
        await desired.GitAsync("--git-dir", desired.Bare, "update-ref", "-d", "refs/heads/main");
        Assert.Contains("main", (string)(await UntilErrorsAsync(errors => errors.Count > 0))[0]!["message"]!, StringComparison.Ordinal);
        await StillServingAsync();

        await desired.GitAsync("--git-dir", desired.Bare, "update-ref", "-d", "refs/heads/other");
        await UntilErrorsAsync(errors => errors.Any(error => ((string)error!["message"]!).Contains("empty", StringComparison.OrdinalIgnoreCase)));
        await StillServingAsync();

        await desired.GitAsync("push", "--quiet", "origin", "main");
        await UntilErrorsAsync(errors => errors.Count == 0);
    }

    [Fact]
    public async Task A_service_that_left_the_files_keeps_running_as_an_orphan()
    {
        var desired = running.Stack.Desired;
        var text = await File.ReadAllTextAsync(desired.BeerApi);
        File.Delete(desired.BeerApi);
        await desired.CommitAsync("Remove the service");
        await running.Stack.StatusWhenAsync("it is an orphan", status => status["conditions"]!.AsArray()
            .Any(condition => (string?)condition!["type"] == "Orphaned" && (string?)condition["status"] == "True"), TimeSpan.FromSeconds(20));
        Assert.NotNull(await running.Stack.VersionAsync());

        await File.WriteAllTextAsync(desired.BeerApi, text);
        await desired.CommitAsync("Put it back");
        await running.Stack.StatusWhenAsync("it is taken up again", status => (string?)status["phase"] == "Steady", TimeSpan.FromSeconds(20));
    }

    /// <returns>The first error.</returns>
    private async Task<JsonNode> RefusedAsync(string what, Func<string, string> spoil)
    {
        var desired = running.Stack.Desired;
        var revision = (string?)(await running.Stack.Reconciler.EnvironmentAsync())!["revision"];
        var good = await File.ReadAllTextAsync(desired.BeerApi);
        await File.WriteAllTextAsync(desired.BeerApi, spoil(good));
        await desired.CommitAsync(what);
        try
        {
            var errors = await UntilErrorsAsync(errors => errors.Count > 0);
            Assert.Equal(revision, (string?)(await running.Stack.Reconciler.EnvironmentAsync())!["revision"]);
            await StillServingAsync();
            return errors[0]!;
        }
        finally
        {
            await File.WriteAllTextAsync(desired.BeerApi, good);
            await desired.CommitAsync("Mend it");
            await UntilErrorsAsync(now => now.Count == 0);
        }
    }

    private async Task<JsonArray> UntilErrorsAsync(Func<JsonArray, bool> fact)
    {
        JsonArray errors = [];
        await Wait.UntilAsync("the errors in the status are as expected", async () =>
            await running.Stack.Reconciler.EnvironmentAsync() is { } status && fact(errors = status["errors"]!.AsArray()), TimeSpan.FromSeconds(20), () => $"{errors}\n{running.Stack.Describe()}");
        return errors;
    }

    private async Task StillServingAsync()
    {
        Assert.Equal(_version, await running.Stack.VersionAsync());
        var status = (await running.Stack.StatusAsync())!;
        Assert.Equal(("Steady", "Released", 2), ((string?)status["phase"], (string?)status["outcome"], (int?)status["stable"]!["running"]));
    }
}
