using System.Text.Json;
using Publican.Stack;

namespace Publican.EndToEnd;

/// <summary><c>./dev up</c> as a person runs it.</summary>
public sealed class UpTests
{
    private static readonly string Endpoints = Path.Combine(Repository.Root, ".local", "endpoints.json");

    [Fact]
    public async Task Up_says_where_things_are_restarts_a_dead_reconciler_and_leaves_nothing_behind()
    {
        Assert.SkipUnless(FreePort.IsFree(4566), "port 4566 is in use: another ./dev up runs on this machine");
        await using var up = await StartAsync();
        await Wait.UntilAsync("endpoints.json appears", () => File.Exists(Endpoints) || up.HasExited, TimeSpan.FromSeconds(60), () => up.Output);
        var first = await ReadAsync();
        using var http = new HttpClient();
        Assert.Contains("1.0.0", await http.GetStringAsync(new Uri(first.GetProperty("beers").GetString()!)), StringComparison.Ordinal);

        await using (var second = await StartAsync())
        {
            await second.Exited.WaitAsync(TimeSpan.FromSeconds(20));
            Assert.Equal(3, second.ExitCode);
            Assert.Contains(first.GetProperty("status").GetString()!, second.Output, StringComparison.Ordinal);
        }

        var reconciler = first.GetProperty("reconcilerPid").GetInt32();
        System.Diagnostics.Process.GetProcessById(reconciler).Kill();
        await Wait.UntilAsync("a new reconciler is named", async () => (await ReadAsync()).GetProperty("reconcilerPid").GetInt32() != reconciler, TimeSpan.FromSeconds(10), () => up.Output);
        var last = await ReadAsync();

        up.Signal(15);
        await up.Exited.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(0, up.ExitCode);
        Assert.False(File.Exists(Endpoints));
        Assert.True(FreePort.IsFree(4566));
        foreach (var name in new[] { "reconcilerPid", "localCloudPid" })
            Assert.False(Directory.Exists($"/proc/{last.GetProperty(name).GetInt32()}"), $"{name} still runs");
        Assert.DoesNotContain(Processes(), command => command.Contains(Path.Combine(Repository.Root, ".local"), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("sideways")]
    [InlineData("demo", "--seed", "none")]
    [InlineData("bench", "everything")]
    public async Task A_wrong_command_line_ends_with_2_and_a_sentence(params string[] args)
    {
        await using var dev = await ManagedProcess.StartAsync("dev", Repository.Program("Dev", "publican-dev"), args);
        await dev.Exited.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(2, dev.ExitCode);
        Assert.StartsWith("dev: ", dev.Output, StringComparison.Ordinal);
    }

    private static Task<ManagedProcess> StartAsync() => ManagedProcess.StartAsync("up", Repository.Program("Dev", "publican-dev"), ["up"]);

    private static async Task<JsonElement> ReadAsync()
    {
        using var content = JsonDocument.Parse(await File.ReadAllBytesAsync(Endpoints));
        return content.RootElement.Clone();
    }

    private static IEnumerable<string> Processes()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)))
        {
            string command;
            try
            {
                command = File.ReadAllText(Path.Combine(folder, "cmdline"));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // It ended while we looked, which is as good as not being there.
                continue;
            }

            yield return command;
        }
    }
}
