using System.Text.Json.Nodes;
using Publican.Dev.Load;
using Publican.Stack;

namespace Publican.EndToEnd;

/// <summary>A whole stack with the beer API released, shared by all tests that can begin with any good release. Holds, bakes and waits are short: what is tested does not depend on them.</summary>
public sealed class RunningStack : IAsyncLifetime
{
    public const int RequestsPerSecond = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly Dictionary<int, string> _announced = [];
    private string _folder = "";
    private int _run;

    public LocalStack Stack { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _folder = Directory.CreateTempSubdirectory("publican-e2e-").FullName;
        Stack = await LocalStack.StartAsync(new StackOptions(_folder, Edit: ShortRollouts.EditAsync));
        await Stack.WaitForBeersAsync(TimeSpan.FromSeconds(60));
        _announced[0] = (string)(await Stack.StatusWhenAsync("the first release is over", status => (string?)status["phase"] == "Steady", Patience))["desiredRevision"]!;
    }

    public async ValueTask DisposeAsync()
    {
        await Stack.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public LoadGenerator Load(int seed = 1) => new(Stack.Beers, RequestsPerSecond, seed);

    /// <summary>Commits an image as a revision that was never seen before: a quarantined one would be refused without being tried.</summary>
    public async Task<int> CommitAsync(string tag)
    {
        var run = ++_run;
        await Stack.Desired.EditAsync($"beer-api {tag}, run {run}", text => ShortRollouts.WithRun(DesiredStateRepository.WithImage(text, tag), run));
        return run;
    }

    /// <summary>A release that went well is in force, whatever the test before did.</summary>
    /// <returns>Its version.</returns>
    public async Task<string> AtRestAsync()
    {
        if (await Stack.StatusAsync() is not { } status || (string?)status["phase"] != "Steady" || (string?)status["outcome"] != "Released")
            await UntilReleasedAsync("1.0.0", await CommitAsync("1.0.0"));
        return (await Stack.VersionAsync())!;
    }

    /// <summary>Changes the service's file; the next commit carries it.</summary>
    public async Task EditAsync(string before, string after)
    {
        var text = await File.ReadAllTextAsync(Stack.Desired.BeerApi);
        Assert.Contains(before, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Stack.Desired.BeerApi, text.Replace(before, after, StringComparison.Ordinal));
    }

    public Task<JsonNode> UntilReleasedAsync(string tag, int run) => Stack.StatusWhenAsync($"{tag}, run {run}, is released", status =>
        (string?)status["outcome"] == "Released" && (string?)status["phase"] == "Steady" && (string?)status["stable"]?["image"] == $"beer-api:{tag}"
        && (string?)status["stable"]?["revision"] == (string?)status["desiredRevision"] && IsNewest(status, run), Patience);

    /// <summary>And at rest: nothing of it is left to be written.</summary>
    public Task<JsonNode> UntilTakenBackAsync(int run) => Stack.StatusWhenAsync($"run {run} is taken back", status => IsTakenBack(status) && IsNewest(status, run), Patience);

    /// <summary>The run is taken back, and nothing is left to do for it.</summary>
    public async Task<bool> IsOverAsync(int run) => await Stack.StatusAsync() is { } status && IsTakenBack(status) && IsNewest(status, run);

    private static bool IsTakenBack(JsonNode status) =>
        (string?)status["outcome"] == "RolledBack" && (string?)status["phase"] == "RolledBack" && status["evidence"] is not null
        && (int?)status["stable"]?["weight"] == 100 && status["candidate"] is null
        && status["conditions"]!.AsArray().Any(condition => ((string?)condition!["message"])?.Contains("waiting for another revision", StringComparison.Ordinal) == true);

    // The status must speak of the commit that was just pushed, not of the one before.
    private bool IsNewest(JsonNode status, int run) => _announced.TryGetValue(run, out var revision)
        ? (string?)status["desiredRevision"] == revision
        : Announce(run, (string?)status["desiredRevision"]);

    private bool Announce(int run, string? revision)
    {
        if (revision is null || _announced.ContainsValue(revision))
            return false;
        _announced[run] = revision;
        return true;
    }
}
