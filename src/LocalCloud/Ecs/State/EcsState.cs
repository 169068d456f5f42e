using System.Collections.Immutable;
using LocalCloud.Ecs.Events;
using LocalCloud.Ecs.Scheduling;

namespace LocalCloud.Ecs.State;

internal sealed record Cluster(string Name, string Arn, TagSet Tags);

/// <summary>What a client token of RunTask stands for.</summary>
internal sealed record RunTaskReceipt(string Fingerprint, ImmutableArray<string> TaskIds, DateTimeOffset At);

/// <summary>
/// Everything ECS remembers. All records are immutable; the dictionaries are touched only while holding <see cref="Gate"/>,
/// so that every call sees and leaves one consistent state.
/// </summary>
internal sealed class EcsState(RegionOptions options, SchedulerWakeUps wakeUps, EcsEvents events)
{
    public Lock Gate { get; } = new();

    public SortedDictionary<string, Cluster> Clusters { get; } = new(StringComparer.Ordinal);

    /// <summary>All revisions of each family; revision n stands at n - 1.</summary>
    public SortedDictionary<string, List<TaskDefinition>> Families { get; } = new(StringComparer.Ordinal);

    public Dictionary<ServiceKey, Service> Services { get; } = [];

    public Dictionary<string, EcsTask> Tasks { get; } = new(StringComparer.Ordinal);

    public Dictionary<(string Cluster, string Token), RunTaskReceipt> Receipts { get; } = [];

    public string ArnOf(string resource) => Arn.Of(options.Region, "ecs", resource);

    public IReadOnlyList<EcsTask> TasksOf(ServiceKey service) => [.. Tasks.Values.Where(task => task.Service == service)];

    /// <summary>A new task. To be called while holding the gate.</summary>
    public void Add(EcsTask task)
    {
        Tasks.Add(task.Id, task);
        events.OfTask(null, task);
    }

    /// <summary>A new service, or what has become of one. To be called while holding the gate.</summary>
    public void Put(Service service)
    {
        events.OfService(Services.GetValueOrDefault(service.Key), service);
        Services[service.Key] = service;
    }

    /// <summary>Changes a task, and wakes the scheduler of its service. Null when the task is forgotten.</summary>
    public EcsTask? ChangeTask(string id, Func<EcsTask, EcsTask> change)
    {
        lock (Gate)
        {
            if (!Tasks.TryGetValue(id, out var task)) return null;
            var changed = change(task);
            if (ReferenceEquals(changed, task)) return task;
            Tasks[id] = changed with { Version = task.Version + 1 };
            events.OfTask(task, Tasks[id]);
            if (task.Service is { } service) wakeUps.Wake(service);
            return Tasks[id];
        }
    }

    /// <summary>Writes an event of a service, if it is still there.</summary>
    public void AddEvent(ServiceKey? key, DateTimeOffset now, string what)
    {
        lock (Gate)
        {
            if (key is not null && Services.TryGetValue(key, out var service)) Services[key] = service.WithEvent(now, what);
        }
    }
}
