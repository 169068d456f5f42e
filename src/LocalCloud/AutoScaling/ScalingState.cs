using LocalCloud.Ecs.State;

namespace LocalCloud.AutoScaling;

/// <summary>
/// Everything Application Auto Scaling remembers. Records are immutable; the collections are touched only inside <see cref="With{T}"/>, which first lets go of
/// what belongs to services that are gone, and closes activities whose change has come about.
/// </summary>
internal sealed class ScalingState(EcsCapacity capacity, RegionOptions options, TimeProvider time)
{
    private const int KeptActivities = 1000;
    private readonly Lock _gate = new();
    private long _number;

    public SortedDictionary<string, ScalableTarget> Targets { get; } = new(StringComparer.Ordinal);

    /// <summary>Oldest first.</summary>
    public List<ScalingActivity> Activities { get; } = [];

    public T With<T>(Func<T> change)
    {
        lock (_gate)
        {
            Tidy();
            return change();
        }
    }

    public string ArnOf(string service, string resource) => Arn.Of(options.Region, service, resource);

    /// <summary>Sets a desired count, and notes that and why. Called inside <see cref="With{T}"/>.</summary>
    public void Scale(ServiceKey service, int count, string cause)
    {
        var id = ScalableTarget.IdOf(service);
        for (var index = 0; index < Activities.Count; index++)
        {
            if (Activities[index] is { IsOpen: true } open && open.ResourceId == id) Activities[index] = open.Ended(fulfilled: false, time.GetUtcNow());
        }

        capacity.Set(service, count);
        Activities.Add(new ScalingActivity(++_number, Guid.NewGuid().ToString(), id, count, cause, time.GetUtcNow()));
        if (Activities.Count > KeptActivities) Activities.RemoveAt(0);
    }

    private void Tidy()
    {
        foreach (var gone in Targets.Values.Where(target => !capacity.Exists(target.Service)).Select(target => target.ResourceId).ToList()) Targets.Remove(gone);
        for (var index = 0; index < Activities.Count; index++)
        {
            if (Activities[index] is { IsOpen: true } open
                && capacity.Read(ScalingRules.Service(open.ResourceId)!) is var now
                && (now is null || now.Running == open.Count))
            {
                Activities[index] = open.Ended(fulfilled: now is not null, time.GetUtcNow());
            }
        }
    }
}
