using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace BeerApi.Tests.TestKit;

/// <summary>The beer API, or a program that hosts it, as a process of its own with an environment of its own.</summary>
internal sealed partial class BeerProcess : IAsyncDisposable
{
    private const int Sigterm = 15;

    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();
    private readonly TaskCompletionSource<Uri> listens = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private BeerProcess(string project, IReadOnlyDictionary<string, string> environment, string[] args)
    {
        var start = new ProcessStartInfo(Repository.Program(project), args) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        start.Environment["DOTNET_ROOT"] = Environment.GetEnvironmentVariable("DOTNET_ROOT");
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.Exited += (_, _) => listens.TrySetException(new InvalidOperationException($"ended with {process.ExitCode}"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public HttpClient Client { get; } = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Every line it has written so far.</summary>
    public string Output => string.Join('\n', output);

    /// <summary>Starts a server on a free port and waits until it listens.</summary>
    public static async Task<BeerProcess> ServeAsync(
        string databaseUrl, string project = "src/BeerApi", IReadOnlyDictionary<string, string>? environment = null)
    {
        var server = Start(databaseUrl, project, environment);
        server.Client.BaseAddress = await server.listens.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return server;
    }

    /// <summary>Starts a server on a free port, and does not wait.</summary>
    public static BeerProcess Start(string databaseUrl, string project = "src/BeerApi", IReadOnlyDictionary<string, string>? environment = null)
    {
        var variables = new Dictionary<string, string>(environment ?? new Dictionary<string, string>())
        {
            ["DATABASE_URL"] = databaseUrl,
            ["HOST"] = "127.0.0.1",
            ["PORT"] = "0",
        };
        return new BeerProcess(project, variables, []);
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        IReadOnlyDictionary<string, string> environment, string[] args, string project = "src/BeerApi")
    {
        await using var command = new BeerProcess(project, environment, args);
        return (await command.EndAsync(), command.Output);
    }

    public static Task<(int ExitCode, string Output)> MigrateAsync(string databaseUrl, params string[] more) =>
        RunAsync(new Dictionary<string, string> { ["DATABASE_URL"] = databaseUrl }, ["migrate", .. more]);

    public void Terminate() => Assert.Equal(0, Kill(process.Id, Sigterm));

    /// <summary>Waits for the end of the process and of its output.</summary>
    public async Task<int> EndAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(deadline.Token);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!process.HasExited)
        {
            process.Kill();
            await EndAsync();
        }
        process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }
        output.Enqueue(line);
        if (line.Contains("listens on", StringComparison.Ordinal))
        {
            using var entry = JsonDocument.Parse(line);
            listens.TrySetResult(new Uri(entry.RootElement.GetProperty("State").GetProperty("Addresses").GetString()!));
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
