using System.Globalization;
using LocalCloud.Elb;
using LocalCloud.Protocols;

namespace LocalCloud.Traffic;

/// <summary>Brings what runs in line with what ELBv2 was told: opens and closes listeners, hands rules to nodes, keeps pools.</summary>
public sealed class TrafficPlane(
    RegionOptions options, TargetPools pools, MetricStore metrics, NodeTableBuilder tables, ListenerApplication application, TimeProvider time)
    : IDataPlane, IHostedService, IAsyncDisposable
{
    private const int NodesPerListener = 2;
    private readonly Dictionary<string, ListenerTraffic> _listeners = new(StringComparer.Ordinal);
    private readonly SplitMix _delays = new((ulong)options.Seed, "rule delays");

    /// <summary>Never called twice at a time: ELBv2's state has one writer.</summary>
    /// <exception cref="AwsException">A listener cannot be opened; nothing has changed then but new pools.</exception>
    public async Task ApplyAsync(ElbState before, ElbState after)
    {
        pools.Apply(after);
        try
        {
            foreach (var listener in after.Listeners.Values.Where(listener => !_listeners.ContainsKey(listener.Arn)))
                _listeners[listener.Arn] = await OpenAsync(after, listener);
        }
        catch
        {
            pools.Apply(before);
            throw;
        }

        foreach (var arn in _listeners.Keys.Where(arn => !after.Listeners.ContainsKey(arn)).ToList())
        {
            if (_listeners.Remove(arn, out var closed)) await closed.DisposeAsync();
        }

        foreach (var listener in after.Listeners.Values)
        {
            var (known, running) = (before.Listeners.GetValueOrDefault(listener.Arn), _listeners[listener.Arn]);
            if (known is not null && !ReferenceEquals(known, listener)) running.Publish(tables.Prepare(listener));
            running.SetIdleTimeout(IdleTimeout(after, listener));
        }

        foreach (var gone in before.TargetGroups.Keys.Where(arn => !after.TargetGroups.ContainsKey(arn))) metrics.ForgetTargetGroup(gone);
        foreach (var gone in before.LoadBalancers.Keys.Where(arn => !after.LoadBalancers.ContainsKey(arn))) metrics.ForgetLoadBalancer(gone);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_listeners.Values.Select(listener => listener.DisposeAsync().AsTask()));
        _listeners.Clear();
    }

    private Task<ListenerTraffic> OpenAsync(ElbState state, Listener listener)
    {
        var rules = tables.Prepare(listener);
        var nodes = Enumerable.Range(1, NodesPerListener)
            .Select(number => new LoadBalancerNode(number, rules, tables, _delays, options.WeightDelay, time))
            .ToArray();
        return ListenerTraffic.OpenAsync(
            options.Publish is { } published ? [state.LoadBalancer(listener.LoadBalancerArn).Address, published] : [state.LoadBalancer(listener.LoadBalancerArn).Address], listener.Port, nodes,
            metrics.Of(listener.LoadBalancerArn, null), IdleTimeout(state, listener), application);
    }

    private static TimeSpan IdleTimeout(ElbState state, Listener listener) => TimeSpan.FromSeconds(int.Parse(
        LoadBalancerAttributes.Of(state.LoadBalancer(listener.LoadBalancerArn))[LoadBalancerAttributes.IdleTimeout], CultureInfo.InvariantCulture));
}
