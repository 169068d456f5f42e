using Publican.Aws;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Loop;

/// <summary>
/// Finds the digest for the tag of a target: what runs or was registered for the same content, else what the registry says now. In the pass
/// of the service itself: a registry that hangs delays nobody else, and no rollback.
/// </summary>
public sealed class ImagePins(TaskDefinitionReader definitions, ImageReader images)
{
    public async Task<Target> PinAsync(ServiceWork work, Target target, ServiceObservation swept, CancellationToken cancel)
    {
        if (!Pinning.IsNeeded(target))
            return target;
        var services = swept.Services.Value;
        if (services is not null && Pinning.ToOneOf(target, Running(services, swept.Record)) is { } running)
            return work.Pinned = running;
        if (work.Pinned is { } pinned && pinned.SpecHash == target.SpecHash)
            return target with { Revision = pinned.Revision, Image = pinned.Image, ImageReading = pinned.ImageReading };

        // With a rollout under way it is neither side's: its traffic comes home first, and nothing is asked meanwhile.
        if (target.Job is null && (services is null || (swept.Record.Attempt is not null && !target.Names.Single)))
            return target;
        var found = await LookUpAsync(target, cancel);
        work.Pinned = found.ImageReading is { State: ImageState.Missing or ImageState.Failed } ? null : found;
        return found;
    }

    private static IEnumerable<RegisteredRevision?> Running(Pair<EcsService?> services, ReleaseRecord record)
    {
        var first = record.Stable ?? Colour.Blue;
        return [services[first]?.Registered, services[first.Other()]?.Registered];
    }

    private async Task<Target> LookUpAsync(Target target, CancellationToken cancel)
    {
        try
        {
            if (Pinning.ToOneOf(target, await definitions.RegisteredAsync(target.Names.Family, cancel)) is { } registered)
                return registered;
        }
        catch (Exception error) when (AwsErrors.IsExternal(error) && !cancel.IsCancellationRequested)
        {
            return Pinning.To(target, new ImageReading(ImageState.Failed, $"whether {target.Spec.Image} was released before could not be found out: {AwsErrors.Describe(error)}"));
        }

        return Pinning.To(target, await images.ReadAsync(target.Spec.Image, target.Environment, cancel));
    }
}
