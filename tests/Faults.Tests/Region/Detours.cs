namespace Publican.Faults.Region;

/// <summary>
/// Some of the region's continuations go over the thread pool before they are back on the stage's thread: cancelling a token, the first of several
/// tasks. How long that takes is the machine's affair, so it is not measured in milliseconds but in turns of the same pool.
/// </summary>
internal static class Detours
{
    /// <summary>Until the pool has begun with everything that waited in its common queue, which is first in, first out.</summary>
    /// <param name="milliseconds">What the thread that has begun with it gets besides.</param>
    public static void LetCome(int milliseconds)
    {
        using var reached = new ManualResetEventSlim();
        ThreadPool.UnsafeQueueUserWorkItem(static state => state.Set(), reached, preferLocal: false);
        reached.Wait();
        Thread.Sleep(milliseconds);
    }
}
