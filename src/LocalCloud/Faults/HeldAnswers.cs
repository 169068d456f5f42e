using LocalCloud.Protocols;

namespace LocalCloud.Faults;

/// <summary>What is asked for: the answer of the caller's Nth mutating call is applied and then never sent.</summary>
internal sealed record HeldAnswer(int? HoldAnswerOf, string? Caller, int Count, bool Reached);

/// <summary>Holds back one answer, for a test that kills the caller in between. One at a time; setting another begins the count again.</summary>
internal sealed class HeldAnswers
{
    private readonly Lock _gate = new();
    private HeldAnswer _state = new(null, null, 0, false);

    public HeldAnswer Current
    {
        get { lock (_gate) return _state; }
    }

    public void Hold(int nth, string caller)
    {
        lock (_gate) _state = new HeldAnswer(nth, caller, 0, false);
    }

    public void Clear()
    {
        lock (_gate) _state = new HeldAnswer(null, null, 0, false);
    }

    /// <summary>Counts a call; true when its answer is to be held.</summary>
    public bool Count(WireCall call, string caller)
    {
        lock (_gate)
        {
            if (!call.Mutating || _state.Caller != caller) return false;
            _state = _state with { Count = _state.Count + 1 };
            return _state.Count == _state.HoldAnswerOf;
        }
    }

    /// <summary>To be said after the call was applied: whoever waits for it may kill the caller at once.</summary>
    public void Reach()
    {
        lock (_gate) _state = _state with { Reached = true };
    }
}
