using System.Collections.Immutable;
using Publican.Aws;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;
using Publican.Status;
using Publican.Telemetry;

namespace Publican.Loop;

/// <summary>
/// Level-triggered: takes every service that is due, observes them together, plans and acts for each alone.
/// A slow or broken service holds nobody else up.
/// </summary>
public sealed partial class ReconcileLoop(
    DesiredKeeper keeper, StatusBoard board, WakeUp wake, Heartbeat heart, TimeProvider clock, ILogger<ReconcileLoop> log) : BackgroundService
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    private readonly DateTimeOffset _startedAt = clock.GetUtcNow();
    private readonly Dictionary<string, ServiceWork> _works = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _slots = new(8);
    private readonly Lock _gate = new();
    private readonly Backoff _sweepBackoff = new(1);
    private EnvironmentSession? _session;
    private Orphans? _orphans;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            heart.Beat();
            var wait = Idle;
            try
            {
                wait = keeper.Current is { } desired ? await TurnAsync(desired, stoppingToken) : Idle;
                _sweepBackoff.Reset();
            }
            catch (Exception error) when ((AwsErrors.IsExternal(error) || error is MissingOutputsException) && !stoppingToken.IsCancellationRequested)
            {
                wait = _sweepBackoff.Next();
                SweepFailed(log, AwsErrors.Describe(error));
                foreach (var service in keeper.Current?.Services ?? [])
                    board.Report(new Unplanned(service.Name, "Unresolved", "EnvironmentUnreadable", [AwsErrors.Describe(error)]));
            }

            await wake.WaitAsync(wait, stoppingToken);
        }
    }

    /// <returns>How long nothing is due.</returns>
    private async Task<TimeSpan> TurnAsync(DesiredState desired, CancellationToken cancel)
    {
        var session = SessionFor(desired.Environment);
        var (outputs, versions) = await session.ResolveAsync(desired, cancel);
        _orphans ??= new Orphans(session, board, clock, log);
        await _orphans.ReportAsync(desired, outputs.Cluster, cancel);

        var due = Due(session, desired, outputs, versions);
        if (due.Count > 0)
        {
            var seen = await SweepAsync(session, desired.Environment, outputs.Cluster, due, cancel);
            foreach (var (work, target) in due)
                _ = RunAsync(session, work, target, seen[work.Name], cancel);
            heart.Observed();
        }

        lock (_gate)
        {
            var next = _works.Values.Where(work => !work.InFlight).Select(work => work.DueAt).DefaultIfEmpty(clock.GetUtcNow() + Idle).Min() - clock.GetUtcNow();
            return next < Idle ? next : Idle;
        }
    }

    private List<(ServiceWork Work, Target Target)> Due(
        EnvironmentSession session, DesiredState desired, EnvironmentOutputs outputs, IReadOnlyDictionary<string, long> versions)
    {
        var due = new List<(ServiceWork, Target)>();
        lock (_gate)
        {
            foreach (var spec in desired.Services)
            {
                var resolution = TargetResolver.Resolve(spec, desired.Environment, outputs, versions, desired.Commit);
                if (!_works.TryGetValue(spec.Name, out var work))
                {
                    // Seeded by order of appearance: services differ, runs repeat.
                    work = new ServiceWork(spec.Name, session.NewDetailReader(), new ProcessMemory { StartedAt = _startedAt }, new Backoff(_works.Count));
                    _works[spec.Name] = work;
                }

                if (resolution.Target is null)
                    board.Report(new Unplanned(spec.Name, "Unresolved", "MissingParameters", resolution.Missing));

                // What is missing for the new revision must not stop a rollback of the one before.
                var target = resolution.Target ?? work.LastTarget;
                if (target is null || work.InFlight || (work.DueAt > clock.GetUtcNow() && work.LastRevision == target.Revision && work.LastTarget?.Spec == target.Spec))
                    continue;
                (work.InFlight, work.LastRevision, work.LastTarget) = (true, target.Revision, target);
                due.Add((work, target));
            }

            // One in flight stays until it has ended: put back at once, the service would have two passes at a time.
            foreach (var gone in _works.Keys.Except(desired.Services.Select(service => service.Name)).Where(name => !_works[name].InFlight).ToList())
                _works.Remove(gone);
        }

        return due;
    }

    private static async Task<IReadOnlyDictionary<string, ServiceObservation>> SweepAsync(
        EnvironmentSession session, EnvironmentSpec environment, string cluster, List<(ServiceWork Work, Target Target)> due, CancellationToken cancel)
    {
        var services = await session.Cluster.ReadAsync(environment.Name, cluster, [.. due.Select(item => item.Work.Name)], cancel);
        var intents = await session.IntentsAsync(cancel);
        var rules = new Dictionary<string, Fact<IReadOnlyDictionary<string, RulePair>>>(StringComparer.Ordinal);
        foreach (var listener in due.Select(item => item.Target.ListenerArn).Distinct())
            rules[listener] = await session.Listeners.ReadAsync(environment.Name, listener, cancel);

        return due.ToDictionary(item => item.Work.Name, item => new ServiceObservation
        {
            Services = services[item.Work.Name],
            Rules = Of(rules[item.Target.ListenerArn], item.Work.Name, new RulePair(null, null)),
            Intents = Of(intents, item.Work.Name, Intents.None),
        });

        static Fact<T> Of<T>(Fact<IReadOnlyDictionary<string, T>> all, string name, T missing) =>
            all.Known ? Fact<T>.Of(all.Value!.GetValueOrDefault(name, missing), all.At) : Fact<T>.Failed(all.Error ?? "not read", all.At);
    }

    private async Task RunAsync(EnvironmentSession session, ServiceWork work, Target target, ServiceObservation swept, CancellationToken cancel)
    {
        await _slots.WaitAsync(cancel);
        PassResult result;
        try
        {
            result = await new ServicePass(session, board, clock, log).RunAsync(work, target, swept, cancel);
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
        finally
        {
            _slots.Release();
        }

        lock (_gate)
        {
            if (result is not PassResult.Retry)
                work.Backoff.Reset();
            work.DueAt = clock.GetUtcNow() + result switch
            {
                PassResult.Done => TimeSpan.Zero,
                PassResult.LookAgain look => look.After,
                _ => work.Backoff.Next(),
            };
            work.InFlight = false;
        }

        wake.Ring();
    }

    private EnvironmentSession SessionFor(EnvironmentSpec environment)
    {
        if (_session?.Serves(environment) == true)
            return _session;
        lock (_gate)
            _works.Clear();
        _orphans = null;

        // The old session is left to the collector: passes in flight may still hold its clients.
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(1) })
        {
            Timeout = TimeSpan.FromSeconds(2),
        };
        return _session = new EnvironmentSession(environment, AwsClients.Create(environment.Region, environment.Endpoint), http, clock, log);
    }

    [LoggerMessage(1, LogLevel.Error, "The environment cannot be read: {Error}")]
    private static partial void SweepFailed(ILogger log, string error);

    [LoggerMessage(2, LogLevel.Error, "The pass of {Service} failed")]
    private static partial void PassFailed(ILogger log, string service, Exception error);
}
