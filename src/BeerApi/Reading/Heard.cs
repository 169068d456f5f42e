namespace BeerApi.Reading;

/// <summary>
/// How far this process has heard of changes. It says whether the copy may be used for a read: only while an echo has come
/// back a moment ago, which shows that the listener hears everything, and once the changes that the client asks for are in.
/// </summary>
internal sealed class Heard(TimeProvider time)
{
    /// <summary>How long one echo is good for. It bounds how old an answer can be when a network swallows packets in silence.</summary>
    public static readonly TimeSpan Trust = TimeSpan.FromSeconds(1);

    /// <summary>How long a read waits for a change that it asks for, before it asks the database.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <summary>Transactions above <see cref="oldest"/> that are remembered one by one. A long transaction of somebody else can hold it back for hours.</summary>
    private const int Most = 50_000;

    private readonly Lock gate = new();
    private readonly HashSet<ulong> recent = [];
    private readonly Queue<ulong> inOrder = new();
    private TaskCompletionSource news = NewSource();
    private ulong oldest;
    private long trustedUntil = long.MinValue;
    private volatile bool wanted = true;

    /// <summary>True while the copy misses no change that was committed more than <see cref="Trust"/> ago, and as a rule none at all.</summary>
    public bool IsTrusted => time.GetTimestamp() < Volatile.Read(ref trustedUntil);

    /// <summary>Whether the copy may answer. Asking also keeps the echoes coming.</summary>
    public bool Includes(ReadAfter after)
    {
        if (!wanted)
        {
            wanted = true;
        }
        return IsTrusted && (after.Transactions.Count == 0 || IncludesAll(after.Transactions));
    }

    /// <summary>The same, and waits a moment for the changes to come in.</summary>
    public async Task<bool> IncludesSoonAsync(ReadAfter after, CancellationToken stop)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            // Taken before looking: what comes in between is then not waited for.
            var next = Volatile.Read(ref news).Task;
            if (Includes(after))
            {
                return true;
            }
            var left = Patience - time.GetElapsedTime(start);
            if (!IsTrusted || left <= TimeSpan.Zero)
            {
                return false;
            }
            try
            {
                await next.WaitAsync(left, time, stop);
            }
            catch (TimeoutException)
            {
                return false;
            }
        }
    }

    /// <summary>Whether anybody has wanted the copy since this was asked last; without readers there is nothing to prove.</summary>
    public bool TakeWanted()
    {
        var was = wanted;
        wanted = false;
        return was;
    }

    /// <summary>A change was taken in.</summary>
    public void Take(ulong transaction)
    {
        lock (gate)
        {
            if (transaction >= oldest && recent.Add(transaction))
            {
                inOrder.Enqueue(transaction);
                while (inOrder.Count > Most)
                {
                    recent.Remove(inOrder.Dequeue());
                }
            }
        }
        Announce();
    }

    /// <summary>An echo came back: notifications come in the order of the commits, so everything that ended before it has been taken in.</summary>
    /// <param name="sent">When it was sent, as a timestamp of the time provider.</param>
    /// <param name="oldestRunning">The oldest transaction that had not ended then.</param>
    public void TakeEcho(long sent, ulong oldestRunning)
    {
        lock (gate)
        {
            oldest = Math.Max(oldest, oldestRunning);
            while (inOrder.TryPeek(out var transaction) && transaction < oldest)
            {
                recent.Remove(inOrder.Dequeue());
            }
            var until = sent + (long)(Trust.TotalSeconds * time.TimestampFrequency);
            Volatile.Write(ref trustedUntil, Math.Max(trustedUntil, until));
        }
        Announce();
    }

    /// <summary>The listener hears nothing any more. What it does not hear from now on it will not know later either.</summary>
    public void Lose()
    {
        lock (gate)
        {
            Volatile.Write(ref trustedUntil, long.MinValue);
            oldest = 0;
            recent.Clear();
            inOrder.Clear();
        }
        Announce();
    }

    private bool IncludesAll(IReadOnlyList<ulong> transactions)
    {
        lock (gate)
        {
            foreach (var transaction in transactions)
            {
                if (transaction >= oldest && !recent.Contains(transaction))
                {
                    return false;
                }
            }
            return true;
        }
    }

    private void Announce() => Interlocked.Exchange(ref news, NewSource()).SetResult();

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
