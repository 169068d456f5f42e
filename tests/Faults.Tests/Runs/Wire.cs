using System.Net;

namespace Publican.Faults.Runs;

/// <summary>Everything the reconcilers of one run send goes through here: counted, watched, and one call of it suffers.</summary>
/// <param name="watch">Called around everything that is carried out.</param>
internal sealed class Wire(Fault fault, TimeSpan readLag, TimeProvider clock, Action<Call, bool> watch) : IDisposable
{
    private static readonly TimeSpan HowLate = TimeSpan.FromSeconds(1);
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly Dictionary<string, (DateTimeOffset At, Answer Answer)> _answers = [];
    private readonly List<(DateTimeOffset Due, Call Call)> _late = [];
    private readonly List<Call> _calls = [];
    private DateTimeOffset _staleUntil;

    /// <summary>Calls before it is set are not counted and suffer nothing: they build the scene.</summary>
    public bool Counting { get; set; }

    public IReadOnlyList<Call> Calls => _calls;

    /// <summary>A call waits to be carried out late.</summary>
    public bool Pending => _late.Count > 0;

    public void Dispose() => _http.Dispose();

    public async Task DeliverLateAsync()
    {
        foreach (var late in _late.Where(late => clock.GetUtcNow() >= late.Due).ToList())
        {
            _late.Remove(late);
            await CarryOutAsync(late.Call, CancellationToken.None);
        }
    }

    public async Task<Answer> SendAsync(Call call, Action kill, CancellationToken cancel)
    {
        var hit = FaultKind.None;
        lock (_calls)
        {
            if (Counting)
            {
                _calls.Add(call);
                hit = _calls.Count == fault.Call ? fault.Kind : FaultKind.None;
            }
        }

        switch (hit)
        {
            case FaultKind.Throttled:
                return call.Refused(HttpStatusCode.BadRequest, call.Query ? "Throttling" : "ThrottlingException");
            case FaultKind.Failed:
                return call.Refused(HttpStatusCode.InternalServerError, call.Query ? "InternalFailure" : "ServerException");
            case FaultKind.Late:
                _late.Add((clock.GetUtcNow() + HowLate, call));
                throw new TaskCanceledException("the planned time-out", new TimeoutException());
            case FaultKind.KilledThenStale:
                _staleUntil = clock.GetUtcNow() + readLag;
                break;
            case FaultKind.Stale when call.Mutating:
                _staleUntil = clock.GetUtcNow() + (readLag * 0.9);
                break;
            case FaultKind.Duplicated:
                await CarryOutAsync(call, cancel);
                break;
        }

        var answer = (hit == FaultKind.Stale || clock.GetUtcNow() < _staleUntil) && !call.Mutating && Remembered(call) is { } old ? old : await CarryOutAsync(call, cancel);
        switch (hit)
        {
            case FaultKind.Killed or FaultKind.KilledThenStale:
                kill();
                throw new ReconcilerKilledException();
            case FaultKind.LostAnswer:
                throw new HttpRequestException("the planned loss of an answer");
            default:
                return answer;
        }
    }

    /// <summary>An answer from before, if it is no older than reads may be.</summary>
    private Answer? Remembered(Call call)
    {
        lock (_answers)
            return _answers.TryGetValue(call.Key, out var old) && clock.GetUtcNow() - old.At <= readLag ? old.Answer : null;
    }

    private async Task<Answer> CarryOutAsync(Call call, CancellationToken cancel)
    {
        if (call.Mutating)
            watch(call, true);
        using var request = call.Request();
        using var response = await _http.SendAsync(request, cancel);
        var answer = await Answer.OfAsync(response, cancel);
        if (call.Mutating)
        {
            watch(call, false);
        }
        else if (clock.GetUtcNow() >= _staleUntil)
        {
            lock (_answers)
                _answers[call.Key] = (clock.GetUtcNow(), answer);
        }

        return answer;
    }
}

internal sealed class ReconcilerKilledException() : Exception("the reconciler is dead");
