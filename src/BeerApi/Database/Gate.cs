namespace BeerApi.Database;

/// <summary>
/// Lets so many in at once, so many more wait for a while, and turns the rest away at once. A queue without an end would
/// make everybody late: those at its end have long given up when their turn comes.
/// </summary>
internal class Gate(int room, int waitingRoom, TimeSpan patience, string busy) : IDisposable
{
    private readonly SemaphoreSlim places = new(room);
    private int waiting;

    /// <summary>Comes back inside; whoever is inside calls <see cref="Leave"/> in the end.</summary>
    /// <exception cref="DatabaseBusyException">There was no place in time.</exception>
    public ValueTask EnterAsync(CancellationToken stop) => places.Wait(0, CancellationToken.None) ? ValueTask.CompletedTask : WaitAsync(stop);

    public void Leave() => places.Release();

    public void Dispose() => places.Dispose();

    private async ValueTask WaitAsync(CancellationToken stop)
    {
        try
        {
            if (Interlocked.Increment(ref waiting) > waitingRoom || !await places.WaitAsync(patience, stop))
            {
                throw new DatabaseBusyException(busy);
            }
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }
}
