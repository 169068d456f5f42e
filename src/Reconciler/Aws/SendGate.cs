namespace Publican.Aws;

/// <summary>What a mutating call is for, as far as the right to send it depends on that.</summary>
public enum Purpose
{
    Change,

    /// <summary>All weight back to the stable side: absolute, so that two writers agree on it.</summary>
    TrafficHome,
}

/// <summary>A mutating call as the gate sees it.</summary>
/// <param name="Epoch">Of the lease under which it was decided; 0 without one.</param>
public sealed record Sending(Purpose Purpose, long Epoch)
{
    private static readonly AsyncLocal<Sending?> Local = new();

    /// <summary>What the present flow of calls is sent for; the SDK has no other way to carry it to the wire. Null outside an action.</summary>
    public static Sending? Current
    {
        get => Local.Value;
        set => Local.Value = value;
    }
}

/// <summary>Asked right before every mutating call is sent, every repetition by the SDK included.</summary>
public interface ISendGate
{
    /// <returns>Why it must not be sent; null when it may.</returns>
    string? Refusal(Sending sending);
}

/// <summary>For commands that only look: nothing that the reconciler owns is changed by them.</summary>
public sealed class ReadsOnly : ISendGate
{
    public string? Refusal(Sending sending) => "the command line only reads";
}

/// <summary>The gate kept a call back.</summary>
/// <param name="maybeDone">An earlier try of the same call was sent, and its fate is not known.</param>
public sealed class NotSentException(string message, bool maybeDone) : Exception(message)
{
    public bool MaybeDone => maybeDone;
}
