namespace LocalCloud.Traffic;

/// <summary>Keeps the largest or smallest value that many threads write.</summary>
internal static class InterlockedExtremes
{
    public static void Raise(ref long place, long value)
    {
        for (var seen = Volatile.Read(ref place); value > seen;)
        {
            var found = Interlocked.CompareExchange(ref place, value, seen);
            if (found == seen) return;
            seen = found;
        }
    }

    public static void Lower(ref long place, long value)
    {
        for (var seen = Volatile.Read(ref place); value < seen;)
        {
            var found = Interlocked.CompareExchange(ref place, value, seen);
            if (found == seen) return;
            seen = found;
        }
    }
}
