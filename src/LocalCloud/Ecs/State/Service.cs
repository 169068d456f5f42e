using System.Collections.Immutable;
using LocalCloud.Ecs.Events;
using LocalCloud.Ecs.Messages;

namespace LocalCloud.Ecs.State;

internal sealed record ServiceKey(string Cluster, string Name);

/// <param name="News">What the event bus is told; null where ECS tells it nothing.</param>
internal sealed record ServiceEvent(string Id, DateTimeOffset CreatedAt, string Message, ServiceNews? News = null);

/// <summary>A service as the scheduler keeps it. Counts are not stored: they are counted from its tasks.</summary>
internal sealed record Service(
    ServiceKey Key,
    string Arn,
    DateTimeOffset CreatedAt,
    string CreateFingerprint,
    int DesiredCount,
    int MinimumHealthyPercent,
    int MaximumPercent,
    bool BreakerEnabled,
    bool BreakerRollsBack,
    int? HealthCheckGracePeriodSeconds,
    bool EnableECSManagedTags,
    string PropagateTags,
    string AvailabilityZoneRebalancing,
    TagSet Tags)
{
    private const int KeptEvents = 100;

    /// <summary>ACTIVE, DRAINING or INACTIVE.</summary>
    public string Status { get; init; } = "ACTIVE";

    public KeptShape Kept { get; init; } = KeptShape.Usual;

    /// <summary>The PRIMARY deployment first, then older ones that still count.</summary>
    public ImmutableList<Deployment> Deployments { get; init; } = [];

    /// <summary>Newest first.</summary>
    public ImmutableList<ServiceEvent> Events { get; init; } = [];

    /// <summary>True from the event that says so until a task is missing or too many.</summary>
    public bool IsSteady { get; init; }

    public bool IsActive => Status == "ACTIVE";

    public Deployment Primary => Deployments[0];

    public bool HasLoadBalancer => Deployments.Any(deployment => deployment.LoadBalancers.Count > 0);

    public TimeSpan Grace => TimeSpan.FromSeconds(HealthCheckGracePeriodSeconds ?? 0);

    /// <param name="now">Time of the event.</param>
    /// <param name="what">What happened, without the "(service name)" that begins every event.</param>
    /// <param name="news">What the event bus is told.</param>
    public Service WithEvent(DateTimeOffset now, string what, ServiceNews? news = null)
    {
        var events = Events.Insert(0, new ServiceEvent(Guid.NewGuid().ToString(), now, $"(service {Key.Name}) {what}", news));
        return this with { Events = events.Count > KeptEvents ? events.RemoveAt(KeptEvents) : events };
    }

    public Service WithDeployment(Deployment changed) =>
        this with { Deployments = Deployments.Replace(Deployments.First(old => old.Id == changed.Id), changed) };

    /// <summary>Makes a new PRIMARY; what was PRIMARY stays ACTIVE until its tasks are gone.</summary>
    public Service WithPrimary(Deployment primary) => this with
    {
        Deployments = [primary, .. Deployments.Where(old => old.Id != primary.Id)],
        IsSteady = false,
    };
}
