using System.Text.Json.Nodes;
using Publican.Delivery.Support;
using Publican.Stack;

namespace Publican.Delivery.Images;

/// <summary>compose.yaml, brought up as its first lines say, on other ports and with a desired state of its own.</summary>
public sealed class ComposeTests
{
    private const string Project = "publican-test";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero }) { Timeout = TimeSpan.FromSeconds(5) };

    [Fact]
    [Trait("Length", "long")]
    public async Task One_command_brings_up_the_beer_API_and_a_saved_file_is_rolled_out()
    {
        var engine = Engine.Required();
        await engine.BuildAsync("Dockerfile.localcloud", "publican-localcloud:dev");
        await engine.BuildAsync("Dockerfile.reconciler", "publican:dev");
        using var folder = new TemporaryFolder();
        await Command.MustAsync("cp", "-r", Path.Combine(Repository.Root, "desired-state"), folder.Path);
        var (beers, status) = (FreePort.Next(), FreePort.Next());
        var compose = folder.Write("compose.yaml", (await File.ReadAllTextAsync(Path.Combine(Repository.Root, "compose.yaml"), TestContext.Current.CancellationToken))
            .Replace("127.0.0.1:8080:8080", $"127.0.0.1:{beers}:8080", StringComparison.Ordinal)
            .Replace("127.0.0.1:8090:8090", $"127.0.0.1:{status}:8090", StringComparison.Ordinal)
            .Replace("127.0.0.1:4566:4566", $"127.0.0.1:{FreePort.Next()}:4566", StringComparison.Ordinal));
        // For a machine that does other things, too.
        var file = Path.Combine(folder.Path, "desired-state", "local", "beer-api.yaml");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))
            .Replace("grace: 10s", "grace: 2m", StringComparison.Ordinal).Replace("timeout: 400ms", "timeout: 5s", StringComparison.Ordinal)
            .Replace("interval: 500ms", "interval: 6s", StringComparison.Ordinal).Replace("timeout: 30s", "timeout: 5m", StringComparison.Ordinal));
        await folder.OpenToAllAsync();
        string Logs() => engine.ComposeAsync(compose, Project, "logs").GetAwaiter().GetResult().Output;
        try
        {
            var up = await engine.ComposeAsync(compose, Project, "up", "-d");
            Assert.True(up.ExitCode == 0, up.Output + Logs());
            await Wait.UntilAsync("1.0.0 answers", async () => await VersionAsync(beers) == "1.0.0", Patience, Logs);

            Assert.Equal(0, (await Command.RunAsync(Path.Combine(Repository.Root, ".github", "scripts", "image"), [file, "beer-api:1.1.0"])).ExitCode);

            await Wait.UntilAsync("1.1.0 is released", async () => await OutcomeAsync(status) == "beer-api:1.1.0 Released", Patience, Logs);
            Assert.Equal("1.1.0", await VersionAsync(beers));
        }
        finally
        {
            await engine.ComposeAsync(compose, Project, "down", "-v");
        }
    }

    private static async Task<string?> VersionAsync(int port) => (string?)(await JsonAsync($"http://127.0.0.1:{port}/"))?["version"];

    private static async Task<string?> OutcomeAsync(int port) =>
        await JsonAsync($"http://127.0.0.1:{port}/api/v1/services/beer-api") is { } service ? $"{service["stable"]?["image"]} {service["outcome"]}" : null;

    private static async Task<JsonNode?> JsonAsync(string url)
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri(url), TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode ? JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)) : null;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            // Not up yet.
            return null;
        }
    }
}
