using System.Text.Json.Nodes;

namespace Publican.Stack;

/// <summary>The reconciler as a supervised process: when it dies it is started again within two seconds.</summary>
public sealed class ReconcilerProcess : IAsyncDisposable
{
    public const string AccessKey = "publican-reconciler";
    private static readonly TimeSpan RestartDelay = TimeSpan.FromMilliseconds(500);
    private readonly Dictionary<string, string?> _environment;
    private readonly HttpClient _http;
    private readonly CancellationTokenSource _stopping = new();
    private ManagedProcess _process;
    private Task _supervision = Task.CompletedTask;

    private ReconcilerProcess(ManagedProcess process, Dictionary<string, string?> environment, Uri status)
    {
        (_process, _environment, Status) = (process, environment, status);
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = status, Timeout = TimeSpan.FromSeconds(5) };
    }

    public Uri Status { get; }

    public int Id => _process.Id;

    public string Output => _process.Output;

    /// <summary>Called with the new process id after every restart.</summary>
    public Action<int>? Restarted { get; set; }

    /// <param name="lease">postgres:// URL of the lease's database; null for one instance without.</param>
    /// <param name="accessKey">What LocalCloud's call log knows it by.</param>
    /// <param name="settings">Further variables.</param>
    public static async Task<ReconcilerProcess> StartAsync(
        string folder, Uri endpoint, string repository, string path, int statusPort, string? lease = null, string accessKey = AccessKey,
        IReadOnlyDictionary<string, string?>? settings = null)
    {
        var status = new Uri($"http://127.0.0.1:{statusPort}");
        var environment = new Dictionary<string, string?>
        {
            ["PUBLICAN_SOURCE"] = $"git+file://{repository}#main:{path}",
            ["PUBLICAN_DATA"] = Path.Combine(folder, accessKey == AccessKey ? "reconciler" : accessKey),
            ["PUBLICAN_DATABASE"] = lease,
            ["PUBLICAN_STATUS_URL"] = status.ToString(),
            ["AWS_ENDPOINT_URL"] = endpoint.ToString(),
            ["AWS_ACCESS_KEY_ID"] = accessKey,
            ["AWS_SECRET_ACCESS_KEY"] = "local",
            ["AWS_PROFILE"] = null,
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string?>())
            environment[name] = value;
        var reconciler = new ReconcilerProcess(await LaunchAsync(environment), environment, status);
        reconciler._supervision = reconciler.SuperviseAsync();
        return reconciler;
    }

    /// <summary>SIGSTOP: it stands still, wherever it is.</summary>
    public void Freeze() => _process.Signal(19);

    /// <summary>SIGCONT.</summary>
    public void Thaw() => _process.Signal(18);

    /// <summary>SIGKILL; the supervisor starts the next one.</summary>
    public async Task KillAsync()
    {
        var victim = _process;
        await victim.KillAsync();
        await Wait.UntilAsync("the reconciler was started again", () => _process != victim, TimeSpan.FromSeconds(10));
    }

    /// <summary>Status of one service; null while the API does not answer or does not know it yet.</summary>
    public async Task<JsonNode?> ServiceAsync(string name)
    {
        var all = await EnvironmentAsync();
        return all?["services"]!.AsArray().FirstOrDefault(service => (string?)service!["name"] == name);
    }

    public async Task<JsonNode?> EnvironmentAsync()
    {
        try
        {
            return JsonNode.Parse(await _http.GetStringAsync(new Uri("/api/v1/services", UriKind.Relative)));
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            // Between death and restart nobody answers; callers wait for a fact and ask again.
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _process.StopAsync(TimeSpan.FromSeconds(10));
        await _supervision;
        await _process.DisposeAsync();
        _http.Dispose();
        _stopping.Dispose();
    }

    private async Task SuperviseAsync()
    {
        while (true)
        {
            await _process.Exited;
            if (_stopping.IsCancellationRequested)
                return;
            await Task.Delay(RestartDelay);
            if (_stopping.IsCancellationRequested)
                return;
            _process = await LaunchAsync(_environment);
            Restarted?.Invoke(_process.Id);
        }
    }

    private static Task<ManagedProcess> LaunchAsync(Dictionary<string, string?> environment) =>
        ManagedProcess.StartAsync("reconciler", Repository.Program("Reconciler", "publican"), [], environment);
}
