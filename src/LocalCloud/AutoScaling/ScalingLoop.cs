namespace LocalCloud.AutoScaling;

/// <summary>Once a minute: what each policy's metric was in the minute that is over, and what follows from that.</summary>
internal sealed class ScalingLoop(ScalingState state, EcsCapacity capacity, TrackedMetrics metrics, RegionOptions options, TimeProvider time, ILogger<ScalingLoop> logger) : RegionLoop
{
    /// <summary>Metrics are kept by the second, so no time scale makes it shorter.</summary>
    private readonly TimeSpan _minute = options.TimeScale.OfSeconds(60) is var scaled && scaled > TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(Math.Floor(scaled.TotalSeconds)) : TimeSpan.FromSeconds(1);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_minute, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) LookAtAll();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            logger.LogDebug("Scaling stops with its region");
        }
    }

    private void LookAtAll()
    {
        foreach (var id in state.With(() => state.Targets.Values.Where(target => !target.Policies.IsEmpty).Select(target => target.ResourceId).ToList()))
        {
            try
            {
                state.With(() => LookAt(id));
            }
            catch (Exception error)
            {
                // One service's trouble must not stop the others.
                logger.LogError(error, "Scaling of {Resource} failed", id);
            }
        }
    }

    private bool LookAt(string id)
    {
        if (state.Targets.GetValueOrDefault(id) is not { } target || capacity.Read(target.Service) is not { } now) return false;
        var end = time.GetUtcNow().ToUnixTimeSeconds();
        var tracked = target.Policies.Values.Select(policy => Track(target, policy, end)).ToList();
        target = target with { Policies = target.Policies.SetItems(tracked.Select(item => KeyValuePair.Create(item.Policy.Name, item.Policy))) };
        var wish = TargetTracking.Decide(target, tracked, now.Desired, now.Running, now.IsDeploying, time.GetUtcNow());
        state.Targets[id] = wish is null ? target : target with
        {
            Last = new LastScaling(wish.IsOut, wish.Before, time.GetUtcNow() + options.TimeScale.Of(wish.IsOut ? wish.By.OutCooldown : wish.By.InCooldown)),
        };
        if (wish is null) return false;
        var alarm = wish.IsOut ? wish.By.HighAlarm(id) : wish.By.LowAlarm(id);
        state.Scale(target.Service, wish.Count, $"monitor alarm {alarm} in state ALARM triggered policy {wish.By.Name}");
        return true;
    }

    private Tracked Track(ScalableTarget target, ScalingPolicy policy, long end)
    {
        var value = metrics.Read(target.Service, policy, end - (long)_minute.TotalSeconds, end);
        return new Tracked(policy with { Streak = policy.Streak.After(value, policy.Target) }, value);
    }
}
