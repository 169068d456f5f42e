using System.Text.Json.Nodes;
using Amazon.SimpleSystemsManagement.Model;
using Publican.Stack;

namespace Publican.EndToEnd;

/// <summary><c>./dev region</c>, which compose.yaml runs in a container.</summary>
public sealed class RegionTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("publican-region-").FullName;
    private ManagedProcess? _process;

    private string Ready => Path.Combine(_folder, "region.json");

    [Fact]
    public async Task A_region_holds_what_the_bootstrap_makes_says_so_in_a_file_and_ends_with_0()
    {
        // Left by a container that was killed and started again.
        await File.WriteAllTextAsync(Ready, "old", TestContext.Current.CancellationToken);
        var region = await StartAsync("--port", $"{FreePort.Next()}", "--listener", $"{FreePort.Next()}");
        await Wait.UntilAsync("region.json is written", () => region.HasExited || (File.Exists(Ready) && File.ReadAllText(Ready) != "old"), TimeSpan.FromSeconds(60), () => region.Output);

        var said = JsonNode.Parse(await File.ReadAllTextAsync(Ready, TestContext.Current.CancellationToken))!;
        using (var hands = new Hands(new Uri((string)said["aws"]!)))
        {
            var outputs = await hands.Parameters.GetParametersByPathAsync(new GetParametersByPathRequest { Path = "/publican/local/", Recursive = true, WithDecryption = true });
            Assert.Contains("postgres://beers@db.example/beers", outputs.Parameters.Select(parameter => parameter.Value));
            Assert.Contains("/publican/local/listeners/public", outputs.Parameters.Select(parameter => parameter.Name));
        }

        region.Signal(15);
        await region.Exited.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(0, region.ExitCode);
        Assert.False(File.Exists(Ready));
    }

    [Theory]
    [InlineData("--port", "0")]
    [InlineData("--port")]
    [InlineData("--faster")]
    public async Task A_wrong_option_exits_with_2(params string[] args)
    {
        var region = await StartAsync(args);
        await region.Exited.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(2, region.ExitCode);
        Assert.Contains("region takes", region.Output, StringComparison.Ordinal);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<ManagedProcess> StartAsync(params string[] args) => _process = await ManagedProcess.StartAsync(
        "region", Repository.Program("Dev", "publican-dev"), ["region", "--folder", _folder, .. args],
        new Dictionary<string, string?> { ["DATABASE_URL"] = "postgres://beers@db.example/beers" });
}
