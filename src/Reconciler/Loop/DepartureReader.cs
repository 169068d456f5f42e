using Publican.Desired;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Loop;

/// <summary>Reads all that is left of a service whose file is gone, whatever strategy it had.</summary>
internal static class DepartureReader
{
    /// <returns>The target in the shape that is to be deleted next.</returns>
    public static async Task<(Target Target, ServiceObservation Seen)> ReadAsync(
        EnvironmentSession session, string service, DesiredState desired, EnvironmentOutputs outputs, TimeProvider clock, CancellationToken cancel)
    {
        var target = Departed.Of(service, desired.Environment, outputs, desired.Commit, single: false);
        var listeners = await session.Listeners.ReadAsync(desired.Environment.Name, [.. outputs.Listeners.Values.Distinct()], cancel);
        var services = (await session.Cluster.ReadAsync([target.Names], cancel))[service];
        var seen = new ServiceObservation
        {
            Services = services.Services,
            OtherShape = services.OtherShape,
            Rules = ListenerRead.RulesOf(service, [], listeners, clock.GetUtcNow()),
            TargetGroups = await Reading.TryAsync(clock, "DescribeTargetGroups", () => session.Groups.ReadAsync(target.Names, cancel), cancel),
        };

        // Both shapes stand only in the middle of a change of strategy: then the colours go first.
        var (shape, found) = seen is { OtherShape.Value.Blue: not null, TargetGroups.Value: { Blue: null, Green: null }, Rules.Value: { Production.IsEmpty: true, Preview.IsEmpty: true } }
            ? (Departed.Of(service, desired.Environment, outputs, desired.Commit, single: true), seen with { Services = seen.OtherShape })
            : (target, seen);
        return (shape, found with { Scaling = (await session.Scaling.ReadAsync([shape.Names], cancel))[service] });
    }

    /// <summary>The revision that a person's word names.</summary>
    public static string? RevisionOf(ServiceObservation seen) => seen.Services.Value is not { } services ? null
        : (seen.Record.Stable is { } stable ? services[stable]?.Revision : seen.Record.Proven?.Revision) ?? services.Blue?.Revision ?? services.Green?.Revision;
}
