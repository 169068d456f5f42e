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
        var services = await session.Cluster.ReadAsync([.. targets.Select(target => target.Names)], cancel);
        var intents = await session.IntentsAsync(cancel);
        var (names, routed) = (targets.Select(target => target.Spec.Name).ToHashSet(StringComparer.Ordinal), targets.SelectMany(Routed).ToHashSet(StringComparer.Ordinal));
        var concerned = targets.SelectMany(target => target.Outputs.Listeners.Values).Distinct()
            .Where(listener => routed.Contains(listener) || session.Listeners.MayConcern(listener, names, session.Environment.Sweep)).ToList();
        var listeners = await session.Listeners.ReadAsync(session.Environment.Name, concerned, cancel);

        var scaling = await session.Scaling.ReadAsync([.. targets.Where(mayScale).Select(target => target.Names)], cancel);

        return targets.ToDictionary(target => target.Spec.Name, target => new ServiceObservation
        {
            Services = services[target.Spec.Name].Services,
            OtherShape = services[target.Spec.Name].OtherShape,
            Rules = ListenerRead.RulesOf(target.Names.Service, [.. Routed(target)], listeners, clock.GetUtcNow()),
            Scaling = scaling.GetValueOrDefault(target.Spec.Name, Fact<Pair<ScalableTarget?>>.NotRead),
            Intents = Of(intents, target.Spec.Name, Intents.None),
            Leadership = leadership,
        });

        static IEnumerable<string> Routed(Target target) => target.Routes.SelectMany(route => new[] { route.ListenerArn, route.PreviewListenerArn });

        static Fact<T> Of<T>(Fact<IReadOnlyDictionary<string, T>> all, string name, T missing) =>
            all.Known ? Fact<T>.Of(all.Value!.GetValueOrDefault(name, missing), all.At) : Fact<T>.Failed(all.Error ?? "not read", all.At);
    }
}
