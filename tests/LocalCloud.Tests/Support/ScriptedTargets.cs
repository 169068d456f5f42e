using System.Collections.Concurrent;
using System.Net;
using LocalCloud.Elb;

namespace LocalCloud.Tests.Support;

/// <summary>A load balancer whose opinion of its targets the test decides, and that drains only when told.</summary>
internal sealed class ScriptedTargets : ITargetRegistry
{
    private readonly ConcurrentDictionary<IPAddress, TaskCompletionSource?> _targets = new();

    /// <summary>Asked for every target; "initial" by default.</summary>
    public Func<IPAddress, string> State { get; set; } = _ => "initial";

    public IReadOnlyCollection<IPAddress> Registered => [.. _targets.Where(pair => pair.Value is null).Select(pair => pair.Key)];

    public IReadOnlyCollection<IPAddress> Draining => [.. _targets.Where(pair => pair.Value is not null).Select(pair => pair.Key)];

    public void FinishDraining()
    {
        foreach (var (address, drained) in _targets)
        {
            if (drained is not null && _targets.TryRemove(address, out _)) drained.SetResult();
        }
    }

    public void RequireAttached(string targetGroupArn)
    {
    }

    public void Register(string targetGroupArn, IPAddress address, int port) => _targets[address] = null;

    public void Deregister(string targetGroupArn, IPAddress address, int port) =>
        _targets[address] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public TargetHealth? HealthOf(string targetGroupArn, IPAddress address, int port) => _targets.TryGetValue(address, out var drained)
        ? new TargetHealth(drained is null ? State(address) : "draining", null, "Health checks failed with these codes: [503]")
        : null;

    public Task DrainedAsync(string targetGroupArn, IPAddress address, int port, CancellationToken cancel) =>
        _targets.GetValueOrDefault(address)?.Task.WaitAsync(cancel) ?? Task.CompletedTask;
}
