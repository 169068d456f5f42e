namespace Publican.Faults.Region;

/// <summary>
/// One thread for everything of a stage: what the region does by itself, the calls it carries out, and the reconcilers. So a run
/// repeats itself, several runs go side by side, and "nobody has anything left to do" is a fact: the queue is empty.
/// </summary>
internal sealed class Pump : SynchronizationContext
{
    /// <summary>Real time in which a call or a continuation has come back, however loaded the machine: after that it never will.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly object _gate = new();
    private readonly Queue<(SendOrPostCallback Work, object? State)> _queue = new();
    private readonly Queue<TaskCompletionSource> _idle = new();

    /// <summary>Runs it to its end on this thread.</summary>
    /// <exception cref="HangException">Somebody waits for what nobody will do.</exception>
    public static void Run(Func<Pump, Task> main)
    {
        var (pump, outer) = (new Pump(), Current);
        SetSynchronizationContext(pump);
        try
        {
            var task = main(pump);
            task.ContinueWith(_ => pump.Post(_ => { }, null), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            pump.Work(task);
            task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_gate)
        {
            _queue.Enqueue((d, state));
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Carries it out on this pump's thread, whoever asks.</summary>
    public Task<T> InvokeAsync<T>(Func<Task<T>> work)
    {
        if (Current == this)
            return work();
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(
            async _ =>
            {
                try
                {
                    done.SetResult(await work());
                }
                catch (Exception error)
                {
                    done.SetException(error);
                }
            },
            null);
        return done.Task;
    }

    public Task CarryOutAsync(Func<Task> work) => InvokeAsync(async () =>
    {
        await work();
        return true;
    });

    /// <summary>Completes when nothing is left to do.</summary>
    public Task IdleAsync()
    {
        var idle = new TaskCompletionSource();
        _idle.Enqueue(idle);
        return idle.Task;
    }

    private void Work(Task until)
    {
        while (!until.IsCompleted)
        {
            if (TryTake(patient: _idle.Count == 0) is { } item)
                item.Work(item.State);
            else if (_idle.TryDequeue(out var idle))
                idle.SetResult();
        }
    }

    private (SendOrPostCallback Work, object? State)? TryTake(bool patient)
    {
        // Cancelling a token makes a detour over the thread pool; a moment's patience lets it come back.
        for (var spin = 0; !patient && spin < 30 && _queue.Count == 0; spin++)
            Thread.SpinWait(20);
        lock (_gate)
        {
            while (patient && _queue.Count == 0)
            {
                if (!Monitor.Wait(_gate, Longest))
                    throw new HangException($"nothing has come back for {Longest.TotalSeconds:0} s of real time");
            }

            return _queue.TryDequeue(out var item) ? item : null;
        }
    }
}

internal sealed class HangException(string message) : Exception(message);
