using System.Collections.Concurrent;
using Publican.Aws;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Status;

namespace Publican.Loop;

/// <summary>Services of this environment that left the files: they keep running, and the status says so, unless they may be deleted.</summary>
public sealed partial class Orphans(EnvironmentSession session, StatusBoard board, TimeProvider clock, ILogger log)
{
    /// <summary>What left before this process started is found by listing the cluster: many calls where it is large.</summary>
    private static readonly TimeSpan ListEvery = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, Departure> _gone = new(StringComparer.Ordinal);
    private readonly DeparturePass _pass = new(session, board, clock, log);
    private DateTimeOffset _nextList = DateTimeOffset.MinValue;
    private HashSet<string> _desired = [];
    private Task _looking = Task.CompletedTask;

    /// <summary>Ends when no deletion of what is desired again is under way: a service has one hand on it at a time.</summary>
    public Task LetGoAsync(DesiredState desired) =>
        desired.Services.Any(service => _gone.ContainsKey(service.Name)) ? _looking : Task.CompletedTask;

    /// <returns>The look, for the turn to wait for in the end; it holds up no service.</returns>
    public Task LookAsync(DesiredState desired, EnvironmentOutputs outputs, Leadership leadership, CancellationToken cancel) =>
        _looking.IsCompleted ? _looking = LookOnceAsync(desired, outputs, leadership, cancel) : Task.CompletedTask;

    private async Task LookOnceAsync(DesiredState desired, EnvironmentOutputs outputs, Leadership leadership, CancellationToken cancel)
    {
        CallScope.Current = new CallScope(CallPriority.Sweep);
        try
        {
            await FindAsync(desired, outputs.Cluster, cancel);
            var due = _gone.Values.Where(departure => departure.DueAt <= clock.GetUtcNow()).ToList();
            if (due.Count == 0)
                return;
            var intents = await session.IntentsAsync(cancel);
            foreach (var departure in due)
            {
                // The pass says better, unless it fails.
                departure.DueAt = clock.GetUtcNow() + desired.Environment.Sweep;
                if (await _pass.RunAsync(departure, desired, outputs, leadership, intents, _gone.Count, cancel))
                    _gone.TryRemove(departure.Name, out _);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
        }
        catch (Exception error) when (AwsErrors.IsExternal(error) && !cancel.IsCancellationRequested)
        {
            // Nothing that is desired depends on it; rollouts and rollbacks go on.
            NotLooked(log, AwsErrors.Describe(error));
        }
        catch (Exception error)
        {
            // A defect here must not stop the turns of what is desired; it is loud in the log, and tried again.
            LookFailed(log, error);
        }
    }

    private async Task FindAsync(DesiredState desired, string cluster, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var names = desired.Services.Select(service => service.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var back in names)
            _gone.TryRemove(back, out _);

        // What was desired a moment ago needs no list.
        foreach (var left in _desired.Except(names))
            _gone.TryAdd(left, new Departure(left, now, _gone.Count));
        _desired = names;
        if (now < _nextList)
            return;

        // Before the call: what fails is asked again with the next sweep, and not with every turn.
        _nextList = now + desired.Environment.Sweep;
        foreach (var app in await session.Cluster.ListAppsAsync(desired.Environment.Name, cluster, cancel))
        {
            if (!names.Contains(app))
                _gone.TryAdd(app, new Departure(app, now, _gone.Count));
        }

        _nextList = now + ListEvery;
    }

    [LoggerMessage(2, LogLevel.Error, "The look at services that left the desired state failed")]
    private static partial void LookFailed(ILogger log, Exception error);

    [LoggerMessage(1, LogLevel.Warning, "Services that left the desired state were not looked at: {Error}")]
    private static partial void NotLooked(ILogger log, string error);
}
