using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Publican.Dev.Load;

/// <summary>
/// Open-loop load: a request leaves every 1/rate seconds whether or not earlier ones were answered, so a stall is seen
/// as what it is. One in ten opens a connection of its own.
/// </summary>
public sealed class LoadGenerator : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private readonly HttpClient _pooled = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20) }) { Timeout = Limit };
    private readonly HttpClient _fresh = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero }) { Timeout = Limit };
    private readonly ConcurrentQueue<Sent> _sent = new();
    private readonly ConcurrentQueue<long> _acknowledged = new();
    private readonly ConcurrentDictionary<long, Task> _open = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _origin;
    private readonly Random _random;
    private readonly Task _sending;

    public LoadGenerator(Uri origin, int perSecond, int seed)
    {
        (_origin, _random) = (origin, new Random(seed));
        _sending = Task.Factory.StartNew(() => SendAsync(perSecond), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
    }

    public DateTimeOffset Started { get; } = DateTimeOffset.UtcNow;

    /// <summary>Requests that have ended.</summary>
    public IReadOnlyCollection<Sent> Sent => _sent;

    /// <summary>Ids of beers whose POST was answered 201.</summary>
    public IReadOnlyCollection<long> Acknowledged => _acknowledged;

    /// <summary>Stops sending and waits for what is under way.</summary>
    public async Task StopAsync()
    {
        if (!_stop.IsCancellationRequested)
            await _stop.CancelAsync();
        await _sending;
        await SettleAsync();
    }

    /// <summary>Until every request that has left by now has ended, one way or another.</summary>
    public Task SettleAsync() => Task.WhenAll(_open.Values);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _pooled.Dispose();
        _fresh.Dispose();
        _stop.Dispose();
    }

    private async Task SendAsync(int perSecond)
    {
        var started = Stopwatch.GetTimestamp();
        for (var number = 0L; !_stop.IsCancellationRequested; number++)
        {
            // From the schedule, not from the last request: what a slow moment delays is sent at once afterwards.
            var wait = TimeSpan.FromSeconds((double)number / perSecond) - Stopwatch.GetElapsedTime(started);
            if (wait > TimeSpan.FromMilliseconds(1))
                await Task.Delay(wait);
            var id = number;
            var (draw, pick) = (_random.Next(100), _random.NextInt64());
            _open[id] = Task.Run(async () =>
            {
                await AskAsync(id % 10 == 0 ? _fresh : _pooled, draw, pick);
                _open.TryRemove(id, out _);
            });
        }
    }

    private async Task AskAsync(HttpClient http, int draw, long pick)
    {
        var at = DateTimeOffset.UtcNow;
        var what = draw switch { < 60 => "GET /beers", < 70 => "GET /", < 80 => "GET /beers/{id}", _ => "POST /beers" };
        string? problem;
        try
        {
            using var answer = what switch
            {
                "GET /" => await http.GetAsync(_origin),
                "GET /beers/{id}" when KnownBeer(pick) is { } known => await http.GetAsync(new Uri(_origin, $"/beers/{known}")),
                "POST /beers" => await http.PostAsJsonAsync(new Uri(_origin, "/beers"), new { name = $"Beer {pick % 100_000}", style = "Bitter", abv = pick % 120 / 10.0 }),
                _ => await http.GetAsync(new Uri(_origin, "/beers?limit=20")),
            };
            var body = await answer.Content.ReadAsStringAsync();
            problem = answer.IsSuccessStatusCode ? null : $"HTTP {(int)answer.StatusCode}";
            if (what == "POST /beers" && answer.IsSuccessStatusCode)
                _acknowledged.Enqueue((long)JsonNode.Parse(body)!["id"]!);
        }
        catch (TaskCanceledException)
        {
            problem = $"no answer within {Limit.TotalSeconds:0} s";
        }
        catch (HttpRequestException error)
        {
            problem = error.Message;
        }
        catch (JsonException)
        {
            problem = "an answer that is not JSON";
        }

        _sent.Enqueue(new Sent(at, what, problem));
    }

    private long? KnownBeer(long pick) => _acknowledged.IsEmpty ? null : _acknowledged.ElementAtOrDefault((int)(pick % Math.Min(_acknowledged.Count, 50)));
}
