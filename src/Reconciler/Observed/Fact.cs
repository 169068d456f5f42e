namespace Publican.Observed;

/// <summary>
/// Something read from AWS, when it was read, or why it could not be. Facts fail one by one:
/// a rollback needs only the rule, the record and target health, so nothing else may block it.
/// </summary>
public sealed record Fact<T>
{
    private Fact(T? value, bool known, DateTimeOffset at, string? error) => (Value, Known, At, Error) = (value, known, at, error);

    /// <summary>Meaningful only while <see cref="Known"/>.</summary>
    public T? Value { get; }

    public bool Known { get; }

    public DateTimeOffset At { get; }

    /// <summary>Why the read failed; null when it succeeded or was not needed in this pass.</summary>
    public string? Error { get; }

    public static Fact<T> Of(T value, DateTimeOffset at) => new(value, true, at, null);

    public static Fact<T> Failed(string error, DateTimeOffset at) => new(default, false, at, error);

    public static Fact<T> NotRead { get; } = new(default, false, DateTimeOffset.MinValue, null);

    public bool IsFresh(DateTimeOffset now, TimeSpan maxAge) => Known && now - At <= maxAge;
}
