namespace Publican.Sources;

/// <summary>
/// Somebody says that there is something new to read. Asked ten thousand times before anybody looked, it is one look:
/// whoever asked first and whoever asked last see the same newest revision.
/// </summary>
public sealed class PollSignal : IDisposable
{
    private readonly SemaphoreSlim _asked = new(0, 1);

    public void Ask()
    {
        try
        {
            _asked.Release();
        }
        catch (SemaphoreFullException)
        {
            // A look that has not begun yet serves for this one, too.
        }
    }

    /// <summary>Until somebody asks. What is asked while nobody waits is not lost.</summary>
    public Task WaitAsync(CancellationToken cancel) => _asked.WaitAsync(cancel);

    public void Dispose() => _asked.Dispose();
}
