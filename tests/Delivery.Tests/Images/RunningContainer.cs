using Publican.Delivery.Support;
using Publican.Stack;

namespace Publican.Delivery.Images;

/// <summary>A container as a server would run it: read-only root, no capability. Gone at the end of the test.</summary>
internal sealed class RunningContainer(Engine engine, string name) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<RunningContainer> StartAsync(Engine engine, string tag, params string[] options)
    {
        var name = $"publican-test-{Guid.NewGuid():N}"[..24];
        var started = await engine.RunAsync(tag, ["-d", "--name", name, "--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges", .. options]);
        Assert.True(started.ExitCode == 0, started.Output);
        return new RunningContainer(engine, name);
    }

    /// <summary>Until a command inside exits with 0.</summary>
    public Task WaitForAsync(params string[] command) => Wait.UntilAsync(
        $"{string.Join(' ', command)} exits with 0", async () => (await engine.DoAsync(["exec", name, .. command])).ExitCode == 0, Patience, Logs);

    public Task<Command> ExecAsync(params string[] command) => engine.DoAsync(["exec", name, .. command]);

    /// <summary>A property of it, by a Go template.</summary>
    public async Task<string> InspectAsync(string template) => (await engine.DoAsync("inspect", "--format", template, name)).Output.Trim();

    /// <summary>SIGTERM, and its exit code. 137 would say that it had to be killed.</summary>
    public async Task<int> StopAsync()
    {
        var stopped = await engine.DoAsync("stop", "-t", "25", name);
        Assert.True(stopped.ExitCode == 0, stopped.Output);
        return int.Parse(await InspectAsync("{{.State.ExitCode}}"), null);
    }

    public async Task CopyAsync(string path, string to) => Assert.Equal(0, (await engine.DoAsync("cp", $"{name}:{path}", to)).ExitCode);

    public async ValueTask DisposeAsync() => await engine.DoAsync("rm", "--force", "--volumes", name);

    private string Logs() => engine.DoAsync("logs", name).GetAwaiter().GetResult().Output;
}
