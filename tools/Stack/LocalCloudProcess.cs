using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Publican.Stack;

/// <summary>A LocalCloud region as a process, and its /_local pages.</summary>
public sealed class LocalCloudProcess : IAsyncDisposable
{
    private readonly ManagedProcess _process;
    private readonly HttpClient _http;

    private LocalCloudProcess(ManagedProcess process, Uri endpoint) =>
        (_process, Endpoint, _http) = (process, endpoint, new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = endpoint, Timeout = TimeSpan.FromSeconds(20) });

    public Uri Endpoint { get; }

    public int Id => _process.Id;

    public string Output => _process.Output;

    public Task Exited => _process.Exited;

    /// <param name="publish">Another address at which the endpoint and load balancers answer.</param>
    public static async Task<LocalCloudProcess> StartAsync(string folder, int port, int seed, IPAddress? publish = null)
    {
        var ready = Path.Combine(folder, "local-cloud.json");
        var process = await ManagedProcess.StartAsync("LocalCloud", Repository.Program("LocalCloud"),
        [
            "--port", $"{port}", "--images", Path.Combine(folder, "images"), "--data", Path.Combine(folder, "data"),
            "--weight-delay", "500ms", "--seed", $"{seed}", "--ready-file", ready, "--load-balancer-address", "127.0.0.1",
            .. publish is null ? Array.Empty<string>() : ["--publish", $"{publish}"],
        ]);
        await Wait.UntilAsync("LocalCloud listens", () => File.Exists(ready) || process.HasExited, TimeSpan.FromSeconds(30), () => process.Output);
        if (process.HasExited)
            throw new StackException($"LocalCloud ended at start:\n{process.Output}");
        using var content = JsonDocument.Parse(await File.ReadAllBytesAsync(ready));
        return new LocalCloudProcess(process, new Uri(content.RootElement.GetProperty("endpoint").GetString()!));
    }

    public async Task<IReadOnlyList<JsonNode>> CallsAsync(long after = 0) =>
        [.. (await _http.GetFromJsonAsync<JsonNode>($"/_local/calls?after={after}"))!["calls"]!.AsArray().Select(call => call!)];

    /// <summary>Sequence number of the newest call, to ask for what comes after it.</summary>
    public async Task<long> LastCallAsync() => (await CallsAsync()).Select(call => (long)call["seq"]!).DefaultIfEmpty(0).Max();

    public async Task<IReadOnlyList<JsonNode>> TrafficAsync() =>
        [.. (await _http.GetFromJsonAsync<JsonNode>("/_local/traffic"))!["segments"]!.AsArray().Select(segment => segment!)];

    /// <summary>Counts the caller's mutating calls from now, and holds none back.</summary>
    public Task CountCallsAsync(string caller) => HoldAnswerOfAsync(int.MaxValue, caller);

    /// <summary>Counts the caller's mutating calls from now; the Nth is applied and its answer held back.</summary>
    public async Task HoldAnswerOfAsync(int nth, string caller)
    {
        using var answer = await _http.PostAsJsonAsync("/_local/faults", new { holdAnswerOf = nth, caller });
        answer.EnsureSuccessStatusCode();
    }

    public async Task<(int Count, bool Reached)> FaultAsync()
    {
        var fault = (await _http.GetFromJsonAsync<JsonNode>("/_local/faults"))!;
        return ((int)fault["count"]!, (bool)fault["reached"]!);
    }

    public async Task ClearFaultsAsync()
    {
        using var answer = await _http.DeleteAsync(new Uri("/_local/faults", UriKind.Relative));
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        // Its tasks get their own SIGTERM and time to finish first.
        await _process.StopAsync(TimeSpan.FromSeconds(20));
        await _process.DisposeAsync();
        _http.Dispose();
    }
}
