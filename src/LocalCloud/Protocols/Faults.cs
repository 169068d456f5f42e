namespace LocalCloud.Protocols;

/// <summary>What is asked for: the answer of the caller's Nth mutating call is applied and then never sent.</summary>
internal sealed record FaultState(int? HoldAnswerOf, string? Caller, int Count, bool Reached);

/// <summary>Faults on request. One at a time; setting another begins the count again.</summary>
internal sealed class Faults
{
    private readonly Lock _gate = new();
    private FaultState _state = new(null, null, 0, false);

    public FaultState Current
    {
        get { lock (_gate) return _state; }
    }

    public void Hold(int nth, string caller)
    {
        lock (_gate) _state = new FaultState(nth, caller, 0, false);
    }

    public void Clear()
    {
        lock (_gate) _state = new FaultState(null, null, 0, false);
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
