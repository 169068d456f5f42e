using System.Net;
using Publican.Faults.Permissions;
using Publican.Faults.Region;

namespace Publican.Faults.Runs;

/// <summary>Everything the reconcilers of one run send goes through here: numbered, watched, and one call of it suffers.</summary>
internal sealed class Wire(Stage stage, Fault fault, TimeSpan readLag, IWatcher watcher) : IDisposable
{
    /// <summary>How much later a late call is carried out: within what a read may lag, as the contract assumes.</summary>
    private readonly TimeSpan _howLate = readLag * 0.6;

    // Calls go over a real connection where nothing is broken on purpose. In the thousands of runs of the matrix, connections would take
    // about half of the time: there the same requests are handed to the region's HTTP pipeline, and the end must be the same.
    private readonly HttpClient? _http = fault.Kind == FaultKind.None ? new(new SocketsHttpHandler { UseProxy = false }) : null;
    private readonly Dictionary<string, (DateTimeOffset At, Answer Answer)> _answers = new(StringComparer.Ordinal);
    private readonly List<(DateTimeOffset Due, Call Call)> _late = [];
    private readonly List<Numbered> _calls = [];
    private readonly Action<Stage, Call>? _witness = Witness.Current;
    private DateTimeOffset _staleUntil;

    public IReadOnlyList<Numbered> Calls => _calls;

    /// <summary>Called with the number of each call before it is carried out: a process that is stopped there waits in it. True when it was.</summary>
    public Func<int, Task<bool>> Hold { get; set; } = _ => Task.FromResult(false);

    public DateTimeOffset? NextLate => _late.Count > 0 ? _late.Min(late => late.Due) : null;

    public void Dispose() => _http?.Dispose();

    public async Task DeliverLateAsync()
    {
        foreach (var late in _late.Where(late => stage.Now >= late.Due).ToList())
        {
            _late.Remove(late);
            await CarryOutAsync(late.Call, isLate: true, CancellationToken.None);
        }
    }

    /// <param name="kill">Kills the reconciler that calls.</param>
    public async Task<Answer> SendAsync(Call call, Action kill, CancellationToken cancel)
    {
        _witness?.Invoke(stage, call);
        _calls.Add(new Numbered(call, IsOldKnown: false, stage.Now));
        var number = _calls.Count;
        var wasHeld = await Hold(number);
        var hit = number == fault.Call ? fault.Kind : FaultKind.None;
        switch (hit)
        {
            case FaultKind.Throttled:
                return call.Refused(HttpStatusCode.BadRequest, call.Query ? "Throttling" : "ThrottlingException");
            case FaultKind.Failed:
                return call.Refused(HttpStatusCode.InternalServerError, call.Query ? "InternalFailure" : "ServerException");
            case FaultKind.Late:
                _late.Add((stage.Now + _howLate, call));
                throw new TaskCanceledException("the planned time-out", new TimeoutException());
            case FaultKind.KilledThenStale:
                _staleUntil = stage.Now + readLag;
                break;
            case FaultKind.Stale when call.Mutating:
                _staleUntil = stage.Now + (readLag * 0.9);
                break;
            case FaultKind.Duplicated:
                await CarryOutAsync(call, isLate: true, cancel);
                break;
        }

        var old = call.Mutating ? null : Remembered(call);
        var answer = (hit == FaultKind.Stale || stage.Now < _staleUntil) && old is not null ? old : await CarryOutAsync(call, isLate: wasHeld, cancel, old, number);
        if (!call.Mutating)
            watcher.Read(call);
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
    private Answer? Remembered(Call call) =>
        _answers.TryGetValue(call.Key, out var old) && stage.Now - old.At <= readLag ? old.Answer : null;

    private async Task<Answer> CarryOutAsync(Call call, bool isLate, CancellationToken cancel, Answer? old = null, int? number = null)
    {
        var before = call.Mutating ? stage.Look() : null;
        var answer = await SendAsync(call, cancel);
        if (before is not null)
        {
            watcher.Wrote(new Write(call, _calls.Count, before, stage.Look(), answer.Accepted, isLate));
            return answer;
        }

        if (number is { } index)
            _calls[index - 1] = new Numbered(call, old is not null && !old.SaysTheSame(answer), stage.Now);
        if (stage.Now >= _staleUntil)
            _answers[call.Key] = (stage.Now, answer);
        return answer;
    }

    private async Task<Answer> SendAsync(Call call, CancellationToken cancel)
    {
        if (_http is null)
            return await stage.DeliverAsync(call);
        using var request = call.Request(stage.Endpoint);
        using var response = await _http.SendAsync(request, cancel);
        return await Answer.OfAsync(response, cancel);
    }
}

/// <param name="IsOldKnown">A read whose answer changed since it was last asked: being answered as before would mean something.</param>
/// <param name="At">Virtual time.</param>
internal sealed record Numbered(Call Call, bool IsOldKnown, DateTimeOffset At);

/// <summary>One changing call that reached the region.</summary>
/// <param name="Number">Of the call it belongs to; a late one carries the number reached meanwhile.</param>
/// <param name="IsLate">Carried out late, or a second time: nobody decided it at this moment.</param>
internal sealed record Write(Call Call, int Number, Truth Before, Truth After, bool IsAccepted, bool IsLate);

internal interface IWatcher
{
    void Wrote(Write write);

    void Read(Call call);
}

internal sealed class ReconcilerKilledException() : Exception("the reconciler is dead");
