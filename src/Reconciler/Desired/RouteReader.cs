using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Reads <c>spec.route</c> or <c>spec.routes</c>: which requests of which listeners are the service's.</summary>
internal static partial class RouteReader
{
    private const int Most = 5; // each is a call of its own when traffic goes home

    private const int MostValues = 5; // ELB quota "condition values per rule"; it cannot be raised

    private static readonly Kind<string?> ListenerName = Kinds.Text("the name of a listener among the environment's outputs, such as public", ListenerForm());

    public static readonly Key<string?> Listener = Key.Of("listener", ListenerName, "A listener under listeners/ of the environment's outputs; at most 50 services each.");

    public static readonly Key<string?> Path = Key.Of("path", PathPattern.Kind, "Which paths are the service's, such as /* or /beers/*. Two services cannot have the same one on a listener, unless their hosts differ.").Optional();

    public static readonly Key<ImmutableArray<Field>> Paths = Key.Of("paths", Values("a list of path patterns", PathPattern.Kind), "Instead of path: any of them matches. With hosts at most 4 together, 5 with a testListener.");

    private static readonly Key<ImmutableArray<Field>> Hosts = Key.Of("hosts", Values("a list of host names", HostPattern.Kind), "Which hosts are the service's, such as api.example.com or *.example.com; every host without it.");

    public static readonly Key<int?> Priority = Key.Of("priority", Kinds.Whole(1, 24999), "Lower wins. The production rule stands at 25000 plus this, the preview rule at this.");

    private static readonly Key<bool?> Allow = Key.Of("allow", Kinds.Flag, "A rollout begins and goes on though the rule is sticky; a rollback is then not immediate.").Or(false);
    private static readonly KeySet StickinessKeys = new(Allow);
    private static readonly Key<Field> Stickiness = Key.Of("stickiness", Kinds.Map(StickinessKeys), "Whether the route's rule may be sticky. Publican never turns stickiness on or off.");

    public static readonly Key<string?> TestListener = Key.Of("testListener", ListenerName, "A listener of the same load balancer on which the candidate is reached without a header. It carries no route of any service.").Optional();

    public static readonly KeySet Keys = new KeySet(Listener, Path, Paths, Hosts, Priority, Stickiness, TestListener).NotYet("header").Exactly(Path, Paths);

    public static ImmutableArray<RouteSpec> Read(MapReader spec, Key<Field> single, Key<ImmutableArray<Field>> list)
    {
        var (one, several) = (spec[single], spec[list]);
        if (several.IsAbsent)
            return One(one, spec.Limits);
        if (!one.IsAbsent)
            several.Error("stands beside route; write one of the two");
        var items = spec.Get(list);
        if (items.IsEmpty && several.Node is YamlSequence)
            several.Error("is empty; write at least one route");
        if (items.Length > Most)
            items[Most].Error($"a service has at most {Most} routes: each is a call of its own when traffic goes home");
        return [.. items.Select(item => Route(item, spec.Limits))];
    }

    private static ImmutableArray<RouteSpec> One(Field field, Limits limits)
    {
        if (!field.IsAbsent)
            return [Route(field, limits)];
        field.Error("is missing; a service without a route says rollout: {strategy: rolling}");
        return [];
    }

    private static RouteSpec Route(Field field, Limits limits)
    {
        var route = new MapReader(field, Keys, limits);
        var (listener, test) = (route.Get(Listener) ?? "", route.Get(TestListener));
        if (test == listener && test is { Length: > 0 })
            route[TestListener].Error("is the route's own listener: without a header the candidate would take its production traffic");
        var read = new RouteSpec(
            listener,
            PathsOf(route),
            // The preview rule stands at the priority, the production rule at 25000 plus it; ELB ends at 50000.
            route.Get(Priority).GetValueOrDefault())
        {
            Hosts = Distinct(route, Hosts, HostPattern.Kind),
            TestListener = test,
            AllowStickiness = new MapReader(route[Stickiness], StickinessKeys, limits).Get(Allow).GetValueOrDefault(),
        };
        CheckRule(field, read);
        return read;
    }

    private static ImmutableArray<string> PathsOf(MapReader route)
    {
        if (!route.Has(Paths))
            return PathPattern.Kind.Read(route[Path], route.Limits) is { } path ? [path] : [];
        if (route.Has(Path))
            route[Paths].Error("stands beside path; write one of the two");
        return Distinct(route, Paths, PathPattern.Kind);
    }

    private static ImmutableArray<string> Distinct(MapReader route, Key<ImmutableArray<Field>> key, Kind<string?> item)
    {
        var items = route.Get(key);
        if (items.IsEmpty && route[key].Node is YamlSequence)
            route[key].Error("is empty; write at least one, or leave the key out");
        var values = ImmutableArray.CreateBuilder<string>();
        foreach (var field in items)
        {
            if (item.Read(field, route.Limits) is not { } value)
                continue;
            if (values.Contains(value))
                field.Error($"{Shown.Quoted(value)} stands twice");
            values.Add(value);
        }

        return values.ToImmutable();
    }

    /// <summary>What a load balancer takes in one rule; the preview rule has the header beside the conditions.</summary>
    private static void CheckRule(Field field, RouteSpec route)
    {
        var most = route.TestListener is null ? MostValues - 1 : MostValues;
        if (route.Hosts.Length + route.Paths.Length > most)
        {
            field.Error($"a rule has at most {MostValues} values of conditions{(route.TestListener is null ? ", and the preview rule needs one for its header" : "")}: "
                + $"write at most {most} hosts and paths together, and further ones as another route");
        }

        var wildcards = route.Hosts.Concat(route.Paths).Sum(value => value.Count(letter => letter is '*' or '?'));
        if (wildcards > PathPattern.MostWildcards && route.Hosts.Length + route.Paths.Length > 1)
            field.Error($"a rule has at most {PathPattern.MostWildcards} wildcards in its hosts and paths together");
    }

    private static Kind<ImmutableArray<Field>> Values(string expected, Kind<string?> item) => new(
        (field, _) => field.Items(expected),
        style =>
        {
            var list = Kinds.List(item.Schema(style), least: 1);
            list["maxItems"] = MostValues;
            list["uniqueItems"] = true;
            return list;
        })
    { MayBeAbsent = true };

    [GeneratedRegex(@"\A[a-z](?:[a-z0-9-]{0,30}[a-z0-9])?\z")]
    private static partial Regex ListenerForm();
}
