using LocalCloud.Protocols;
using LocalCloud.Traffic;

namespace LocalCloud.Faults;

/// <summary>What goes wrong with a call.</summary>
internal enum FaultKind
{
    /// <summary>The call waits before it is carried out.</summary>
    Latency,

    /// <summary>The call is refused with a code, and changes nothing.</summary>
    Error,

    /// <summary>The call is carried out, and its connection closed instead of an answer.</summary>
    LoseAnswer,

    /// <summary>A read that was asked before gets the answer of then.</summary>
    StaleReads,

    /// <summary>Every connection is closed at once.</summary>
    Down,
}

/// <summary>A fault that is in force for calls that match it.</summary>
/// <param name="Id">f1, f2, …</param>
/// <param name="Action">Pattern of <c>service:Action</c>.</param>
/// <param name="Caller">Access key id; null matches everybody.</param>
/// <param name="Rate">Share of the matching calls that it hits, above 0 to 1.</param>
/// <param name="Left">Calls it may still hit; null for any number.</param>
/// <param name="Until">When it ends by itself.</param>
/// <param name="Delay">Of <see cref="FaultKind.Latency"/>; how old an answer may be for <see cref="FaultKind.StaleReads"/>.</param>
/// <param name="Code">Of <see cref="FaultKind.Error"/>; null takes the service's own.</param>
/// <param name="Status">HTTP status of the error.</param>
internal sealed record FaultRule(
    string Id, FaultKind Kind, WildcardPattern Action, string? Caller, double Rate, int? Left, DateTimeOffset? Until, TimeSpan Delay, string? Code, int Status)
{
    public bool Matches(WireCall call, string caller, DateTimeOffset now) =>
        (Until is null || now < Until)
        && Left is not 0
        && (Caller is null || Caller == caller)
        && (Kind != FaultKind.StaleReads || !call.Mutating)
        && Action.Matches($"{call.Service}:{call.Action}");
}
