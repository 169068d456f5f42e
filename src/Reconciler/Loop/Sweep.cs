using Publican.Observed;
using Publican.Planning;

namespace Publican.Loop;

/// <summary>The few reads that serve many services at once.</summary>
public static class Sweep
{
    /// <param name="mayScale">Application Auto Scaling is asked about no other service.</param>
    public static async Task<IReadOnlyDictionary<string, ServiceObservation>> ReadAsync(
        EnvironmentSession session, IReadOnlyCollection<Target> targets, Func<Target, bool> mayScale, Leadership leadership, TimeProvider clock, CancellationToken cancel)
    {
        // A job has no ECS service and no rule.
        var serving = targets.Where(target => target.Job is null).ToList();
        var services = await session.Cluster.ReadAsync([.. serving.Select(target => target.Names)], cancel);
        var intents = await session.IntentsAsync(cancel);
        var (names, routed) = (serving.Select(target => target.Spec.Name).ToHashSet(StringComparer.Ordinal), serving.SelectMany(Routed).ToHashSet(StringComparer.Ordinal));
        var concerned = serving.SelectMany(target => target.Outputs.Listeners.Values).Distinct()
            .Where(listener => routed.Contains(listener) || session.Listeners.MayConcern(listener, names, session.Environment.Sweep)).ToList();
        var listeners = await session.Listeners.ReadAsync(session.Environment.Name, concerned, cancel);

        var scaling = await session.Scaling.ReadAsync([.. serving.Where(mayScale).Select(target => target.Names)], cancel);

        return targets.ToDictionary(target => target.Spec.Name, target => target.Job is null ? Service(target) : Common(target));

        ServiceObservation Common(Target target) => new() { Intents = Of(intents, target.Spec.Name, Intents.None), Leadership = leadership };

        ServiceObservation Service(Target target) => Common(target) with
        {
            Services = services[target.Spec.Name].Services,
            OtherShape = services[target.Spec.Name].OtherShape,
            Rules = ListenerRead.RulesOf(target.Names.Service, [.. Routed(target)], listeners, clock.GetUtcNow()),
            Scaling = scaling.GetValueOrDefault(target.Spec.Name, Fact<Pair<ScalableTarget?>>.NotRead),
        };

        static IEnumerable<string> Routed(Target target) => target.Routes.SelectMany(route => new[] { route.ListenerArn, route.PreviewListenerArn });

        static Fact<T> Of<T>(Fact<IReadOnlyDictionary<string, T>> all, string name, T missing) =>
            all.Known ? Fact<T>.Of(all.Value!.GetValueOrDefault(name, missing), all.At) : Fact<T>.Failed(all.Error ?? "not read", all.At);
    }
}
