using System.Collections.Immutable;
using LocalCloud.Ecs.State;

namespace LocalCloud.AutoScaling;

/// <summary>What is suspended of what would change a count by itself.</summary>
internal sealed record Suspension(bool In, bool Out, bool Scheduled)
{
    public static Suspension None { get; } = new(false, false, false);

    public SuspendedShape Shape => new(In, Out, Scheduled);

    /// <summary>Members that are left out stay as they are.</summary>
    public Suspension With(SuspendedShape? change) => change is null
        ? this
        : new(change.DynamicScalingInSuspended ?? In, change.DynamicScalingOutSuspended ?? Out, change.ScheduledScalingSuspended ?? Scheduled);
}

/// <summary>An ECS service whose desired count may be moved within a range.</summary>
internal sealed record ScalableTarget(
    ServiceKey Service,
    string Arn,
    DateTimeOffset CreatedAt,
    int Min,
    int Max,
    Suspension Suspended,
    ImmutableSortedDictionary<string, string> Tags)
{
    public const string Namespace = "ecs", Dimension = "ecs:service:DesiredCount";

    /// <summary>By name.</summary>
    public ImmutableSortedDictionary<string, ScalingPolicy> Policies { get; init; } = ImmutableSortedDictionary.Create<string, ScalingPolicy>(StringComparer.Ordinal);

    /// <summary>The last change of the count that a policy made; null when none did.</summary>
    public LastScaling? Last { get; init; }

    public string ResourceId => IdOf(Service);

    public static string IdOf(ServiceKey service) => $"service/{service.Cluster}/{service.Name}";
}

/// <param name="Before">The capacity that it was computed from.</param>
/// <param name="CooldownEnds">Until then another of the same direction has to wait.</param>
internal sealed record LastScaling(bool IsOut, int Before, DateTimeOffset CooldownEnds);
