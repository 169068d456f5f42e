namespace Publican.Telemetry;

/// <summary>Proof that the loop turns. A loop that dies silently is the worst case.</summary>
public sealed class Heartbeat(TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2), BetweenLines = TimeSpan.FromMinutes(1);
    private long _last = clock.GetTimestamp();
    private int _observed;
    private long? _told;

    public bool IsBeating => SinceLast < Patience;

    public bool HasObserved => Volatile.Read(ref _observed) == 1;

    private TimeSpan SinceLast => clock.GetElapsedTime(Volatile.Read(ref _last));

    public void Beat() => Volatile.Write(ref _last, clock.GetTimestamp());

    /// <summary>True at first, and then once a minute: an alarm outside counts the lines, so that also the death of the whole process is seen.</summary>
    public bool IsTimeToTell()
    {
        if (_told is { } last && clock.GetElapsedTime(last) < BetweenLines)
            return false;
        _told = clock.GetTimestamp();
        return true;
    }

    public void Observed() => Volatile.Write(ref _observed, 1);

    public string Describe() => $"last turn {SinceLast.TotalSeconds:0} s ago, desired state observed: {(HasObserved ? "yes" : "no")}";
}
