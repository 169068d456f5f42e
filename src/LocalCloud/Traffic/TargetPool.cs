using System.Net;
using LocalCloud.Elb;

namespace LocalCloud.Traffic;

/// <summary>The targets of one group: who is registered, who takes requests, and the health checks of each.</summary>
/// <param name="scale">Shortens the group's waits.</param>
public sealed class TargetPool(
    TargetGroup group, TimeScale scale, IHealthProbe probe, FlappingTargets flapping, TimeProvider time, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(IPAddress Address, int Port), Target> _targets = [];
    private readonly Dictionary<Target, CancellationTokenSource> _checks = [];
    private Target[] _serving = [];
    private TargetGroup _group = group;
    private bool _inUse;
    private uint _next;

    public TargetGroup Group => Volatile.Read(ref _group);

    public IReadOnlyList<(IPAddress Address, int Port)> Targets
    {
        get
        {
            lock (_gate) return [.. _targets.Keys];
        }
    }

    /// <summary>The next target in turn, a request counted in; null when the group has none. Healthy ones only, or all when none is healthy, as ALB does.</summary>
    public Target? Enter()
    {
        while (Volatile.Read(ref _serving) is { Length: > 0 } serving)
        {
            // A target leaves the list before it drains: when it refuses, the list has already changed.
            var target = serving[Interlocked.Increment(ref _next) % (uint)serving.Length];
            if (target.TryEnter()) return target;
        }

        return null;
    }

    /// <summary>Registering a target that is in service changes nothing; one that drains starts anew.</summary>
    public void Register(IPAddress address, int port)
    {
        lock (_gate)
        {
            if (_targets.TryGetValue((address, port), out var existing) && !existing.Draining) return;
            var target = new Target(address, port, Remove);
            _targets[(address, port)] = target;
            if (_inUse) StartChecks(target);
            Rebuild();
        }
    }

    public void Deregister(IPAddress address, int port)
    {
        lock (_gate)
        {
            if (!_targets.TryGetValue((address, port), out var target) || target.Draining) return;
            StopChecks(target);
            Rebuild(without: target);
            target.StartDraining(Group.Timing(scale).Drain, time);
        }
    }

    /// <summary>Null when the target is not registered.</summary>
    public TargetHealth? HealthOf(IPAddress address, int port)
    {
        lock (_gate)
        {
            return !_targets.TryGetValue((address, port), out var target) ? null
                : target.Draining ? new TargetHealth("draining", "Target.DeregistrationInProgress", "Target deregistration is in progress")
                : !_inUse ? new TargetHealth("unused", "Target.NotInUse", "Target group is not configured to receive traffic from the load balancer")
                : target.Health.Describe();
        }
    }

    /// <summary>Completes when the target has left the group; at once when it is not in it.</summary>
    public Task LeftAsync(IPAddress address, int port)
    {
        lock (_gate) return _targets.TryGetValue((address, port), out var target) ? target.Left : Task.CompletedTask;
    }

    /// <summary>Takes over new settings, and starts or stops checking as a rule begins or ceases to name the group.</summary>
    public void Update(TargetGroup group, bool inUse)
    {
        lock (_gate)
        {
            // Every change of ELBv2 comes by here with every group there is.
            if (ReferenceEquals(group, _group) && inUse == _inUse) return;
            var (before, after) = (Checks(_group, _inUse), Checks(group, inUse));
            Volatile.Write(ref _group, group);
            _inUse = inUse;
            if (before == after) return;
            foreach (var target in _targets.Values.Where(target => !target.Draining))
            {
                StopChecks(target);
                if (inUse) StartChecks(target);
                else target.Health = HealthTracker.New;
            }

            Rebuild();
        }
    }

    /// <summary>Stops all checks: the group is gone.</summary>
    public void Close() => Update(Group, inUse: false);

    private (HealthCheckSettings Settings, TimeSpan Interval, TimeSpan Timeout, bool InUse) Checks(TargetGroup group, bool inUse) =>
        (group.HealthCheck, group.Timing(scale).Interval, group.Timing(scale).Timeout, inUse);

    private void Remove(Target target)
    {
        lock (_gate)
        {
            if (_targets.GetValueOrDefault((target.Address, target.Port)) == target) _targets.Remove((target.Address, target.Port));
        }
    }

    private void Rebuild(Target? without = null)
    {
        var all = _targets.Values.Where(target => !target.Draining && target != without).ToList();
        var healthy = all.FindAll(target => target.Health.State == HealthState.Healthy);
        Volatile.Write(ref _serving, healthy.Count > 0 ? [.. healthy] : [.. all]);
    }

    private void StartChecks(Target target)
    {
        var stop = new CancellationTokenSource();
        _checks[target] = stop;
        _ = CheckAsync(target, stop.Token);
    }

    private void StopChecks(Target target)
    {
        if (_checks.Remove(target, out var stop)) stop.Cancel();
    }

    private async Task CheckAsync(Target target, CancellationToken stop)
    {
        // Whoever starts it holds the gate.
        await Task.Yield();
        try
        {
            for (var check = 0; ; check++)
            {
                var (started, group) = (time.GetTimestamp(), Group);
                var (settings, timing) = (group.HealthCheck, group.Timing(scale));
                var result = flapping.Fails(group.Arn, check, settings.HealthyThreshold, settings.UnhealthyThreshold)
                    ? new CheckResult.Failed()
                    : await probe.CheckAsync(target.Address, target.Port, settings, timing.Timeout, stop);
                Report(target, result, settings, stop);
                var rest = timing.Interval - time.GetElapsedTime(started);
                if (rest > TimeSpan.Zero) await Task.Delay(rest, time, stop);
            }
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Nobody waits for this check any more, however it ended.
        }
        catch (Exception error)
        {
            logger.LogCritical(error, "Health checks of {Target} in {Group} have stopped", target.Origin, Group.Name);
        }
    }

    private void Report(Target target, CheckResult result, HealthCheckSettings settings, CancellationToken stop)
    {
        lock (_gate)
        {
            if (stop.IsCancellationRequested) return;
            var before = target.Health;
            target.Health = before.After(result, settings.HealthyThreshold, settings.UnhealthyThreshold);
            if (target.Health.State != before.State) Rebuild();
        }
    }
}
