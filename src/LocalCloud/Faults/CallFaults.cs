using LocalCloud.Protocols;

namespace LocalCloud.Faults;

internal enum AnswerFate
{
    Sent,

    /// <summary>Kept until the client goes away.</summary>
    Held,

    /// <summary>The connection is closed instead.</summary>
    Lost,
}

/// <summary>Carries a call out with all the faults that hit it.</summary>
internal sealed class CallFaults(HeldAnswers held, FaultTable table, StaleAnswers stale, TimeProvider time)
{
    /// <summary>Decides, once for each call, what it has to suffer; whatever it answers, also an error, has this fate.</summary>
    /// <exception cref="EndpointDownException">Nobody is there.</exception>
    public (Suffering Suffering, AnswerFate Fate) Meet(WireCall call, string caller)
    {
        var suffering = table.For(call, caller);
        if (suffering.Down) throw new EndpointDownException();
        return (suffering, held.Count(call, caller) ? AnswerFate.Held : suffering.LoseAnswer ? AnswerFate.Lost : AnswerFate.Sent);
    }

    /// <exception cref="AwsException">The fault's own error, or the call's.</exception>
    public async ValueTask<WireAnswer> CarryOutAsync(WireCall call, Suffering suffering, Func<ValueTask<WireAnswer>> invoke, CancellationToken cancel)
    {
        if (suffering.Delay > TimeSpan.Zero) await Task.Delay(suffering.Delay, time, cancel);
        if (suffering.Error is { } error) throw error;
        return suffering.StaleFor > TimeSpan.Zero ? await stale.GetAsync(call, suffering.StaleFor, invoke) : await invoke();
    }
}

internal sealed class EndpointDownException() : Exception("A fault keeps the endpoint down");
