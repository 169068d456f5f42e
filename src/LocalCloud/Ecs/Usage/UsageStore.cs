using System.Collections.Concurrent;
using LocalCloud.Ecs.State;

namespace LocalCloud.Ecs.Usage;

/// <summary>What services use, by their key. One that has been silent for as long as anybody can look back is forgotten.</summary>
internal sealed class UsageStore(TimeProvider time)
{
    private readonly ConcurrentDictionary<ServiceKey, ServiceUsage> _services = new();

    public ServiceUsage Of(ServiceKey service) => _services.GetOrAdd(service, _ => new ServiceUsage(time));

    /// <summary>Null when nothing of it was ever measured.</summary>
    public ServiceUsage? Find(ServiceKey service) => _services.GetValueOrDefault(service);

    public void ForgetSilentOnes()
    {
        foreach (var silent in _services.Where(service => service.Value.IsOver).Select(service => service.Key)) _services.TryRemove(silent, out _);
    }
}
