namespace Publican.Aws;

/// <summary>Who goes first when calls must wait for AWS's rates.</summary>
public enum CallPriority
{
    /// <summary>Everything that merely keeps up.</summary>
    Sweep,

    Rollout,

    /// <summary>Traffic goes home: before all others, and from a reserve that nobody else may take (I12).</summary>
    Rollback,
}

/// <summary>What the present flow of calls is worth. It flows down like <see cref="Sending"/>: what an async method sets ends with it.</summary>
/// <param name="SendBy">A write that has not got its turn by then is not sent: what it was judged by would be too old (I17).</param>
public sealed record CallScope(CallPriority Priority, DateTimeOffset? SendBy = null)
{
    private static readonly AsyncLocal<CallScope?> Local = new();

    public static CallScope Current
    {
        get => Local.Value ?? new CallScope(CallPriority.Sweep);
        set => Local.Value = value;
    }
}
