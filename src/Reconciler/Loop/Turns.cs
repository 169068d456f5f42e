using System.Collections.Frozen;
using Publican.Actions;
using Publican.Aws;
using Publican.Desired;
using Publican.Events;
using Publican.Leases;
using Publican.Observed;
using Publican.Planning;
using Publican.Status;

namespace Publican.Loop;

/// <summary>
/// One turn: takes every service that is due, observes them together, plans and acts for each alone.
/// A slow or broken service holds nobody else up.
/// </summary>
/// <param name="open">Opens the clients and readers of an environment.</param>
/// <param name="hints">What events named since the last turn; null where nobody reads any.</param>
public sealed partial class Turns(
    Func<EnvironmentSpec, EnvironmentSession> open, ILease lease, StatusBoard board, WakeUp wake, TimeProvider clock, ILogger<Turns> log, HintBox? hints = null)
    : IDisposable
{
    /// <summary>Longest time between two turns: new desired state and due services are looked for this often.</summary>
    public static TimeSpan Idle { get; } = TimeSpan.FromSeconds(1);

    private readonly DateTimeOffset _startedAt = clock.GetUtcNow();
    // Enough that a few passes that wait for an answer take nobody's place.
    private readonly SemaphoreSlim _slots = new(32);
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _passes = [];
    private (EnvironmentSession Session, WorkList Works, Orphans Orphans)? _open;

    /// <summary>Completes when no pass is in flight.</summary>
    public Task PassesAsync()
    {
        lock (_gate)
            return Task.WhenAll(_passes);
    }

    /// <returns>How long nothing is due, and whether services were looked at. Passes may still be in flight.</returns>
    public async Task<(TimeSpan Wait, bool Observed)> TurnAsync(DesiredState desired, CancellationToken cancel)
    {
        board.ReportJobs(desired.Jobs);
        var (session, works, orphans) = await OpenAsync(desired.Environment);
        session.Services = desired.Services.Length;
        var named = hints?.Take() ?? FrozenSet<Hint>.Empty;
        if (Hinted.Parameters(named, desired))
            session.ExpectNews();
        var (outputs, versions, managed) = await session.ResolveAsync(desired, cancel);

        var leadership = lease.Look(desired.Environment.Name);
        board.ReportLease(leadership);
        await orphans.LetGoAsync(desired);
        Track(orphans.LookAsync(desired, outputs, leadership, cancel));
        works.Hurry(Hinted.Services(named, desired, outputs.Cluster));
        var due = works.Take(session, desired, outputs, versions, managed, leadership);
        if (due.Count > 0)
        {
            // One read for all of them: it is worth what the most urgent one is. What is set here ends with this method.
            CallScope.Current = new CallScope(due.Max(item => item.Work.Priority));
            var mayScale = due.Where(item => item.Work.MayScale).Select(item => item.Work.Name).ToHashSet(StringComparer.Ordinal);
            var seen = await Sweep.ReadAsync(session, [.. due.Select(item => item.Target)], target => target.Spec.Scaling is not null || mayScale.Contains(target.Spec.Name), leadership, clock, cancel);
            foreach (var (work, target) in due)
            {
                work.MayScale = target.Spec.Scaling is not null || (work.MayScale && seen[work.Name].Scaling.Value is not { Blue: null, Green: null });
                Track(RunAsync(session, works, work, target, seen[work.Name], cancel));
            }
        }

        return (works.NextIn(Idle), due.Count > 0);
    }

    public void Dispose()
    {
        _open?.Session.Dispose();
        _slots.Dispose();
    }

    private void Track(Task pass)
    {
        lock (_gate)
        {
            _passes.RemoveWhere(earlier => earlier.IsCompleted);
            _passes.Add(pass);
        }
    }

    private async Task RunAsync(EnvironmentSession session, WorkList works, ServiceWork work, Target target, ServiceObservation swept, CancellationToken cancel)
    {
        PassResult result;
        try
        {
            await _slots.WaitAsync(cancel);
            try
            {
                result = await new ServicePass(session, board, clock, log).RunAsync(work, target, swept, cancel);
            }
            finally
            {
                _slots.Release();
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return;
        }
        catch (Exception error)
        {
            // A defect in one service's pass must not stop the others; it is loud in log and status, and tried again.
            PassFailed(log, work.Name, error);
            board.Report(new Unplanned(work.Name, "Unresolved", "PassFailed", [error.Message]));
            result = new PassResult.Retry(error.Message);
        }

        works.GiveBack(work, result);
        wake.Ring();
    }

    private async Task<(EnvironmentSession Session, WorkList Works, Orphans Orphans)> OpenAsync(EnvironmentSpec environment)
    {
        if (_open is { } known && known.Session.Serves(environment))
            return known;

        // Passes in flight hold the old clients; what they do must have ended before the same services get new passes.
        await PassesAsync();
        _open?.Session.Dispose();
        var session = open(environment);
        var opened = (session, new WorkList(_startedAt, board, clock), new Orphans(session, board, clock, log));
        _open = opened;
        board.ReportCalls(session.Waiting);
        return opened;
    }

    [LoggerMessage(1, LogLevel.Error, "The pass of {Service} failed")]
    private static partial void PassFailed(ILogger log, string service, Exception error);
}
