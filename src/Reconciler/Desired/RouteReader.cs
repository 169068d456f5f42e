using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Reads <c>spec.route</c> or <c>spec.routes</c>: which requests of which listeners are the service's.</summary>
internal static partial class RouteReader
{
    private const int Most = 5; // each is a call of its own when traffic goes home

    private const int MostValues = 5; // ELB quota "condition values per rule"; it cannot be raised
    private const string ListenerExpected = "the name of a listener among the environment's outputs, such as public";
    private static readonly KeySet Keys = new KeySet("listener", "path", "paths", "hosts", "priority", "stickiness", "testListener").NotYet("header");
    private static readonly KeySet StickinessKeys = new("allow");

    public static ImmutableArray<RouteSpec> Read(MapReader spec)
    {
        var (one, several) = (spec["route"], spec["routes"]);
        if (several.IsAbsent)
            return One(one);
        if (!one.IsAbsent)
            several.Error("stands beside route; write one of the two");
        var items = several.Items("a list of routes");
        if (items.IsEmpty && several.Node is YamlSequence)
            several.Error("is empty; write at least one route");
        if (items.Length > Most)
            items[Most].Error($"a service has at most {Most} routes: each is a call of its own when traffic goes home");
        return [.. items.Select(Route)];
    }

    private static ImmutableArray<RouteSpec> One(Field field)
    {
        if (!field.IsAbsent)
            return [Route(field)];
        field.Error("is missing; a service without a route says rollout: {strategy: rolling}");
        return [];
    }

    private static RouteSpec Route(Field field)
    {
        var route = new MapReader(field, Keys);
        var listener = route["listener"].Text(ListenerExpected, ListenerForm()) ?? "";
        var test = route["testListener"] is { IsAbsent: false } given ? given.Text(ListenerExpected, ListenerForm()) : null;
        if (test == listener && test is { Length: > 0 })
            route["testListener"].Error("is the route's own listener: without a header the candidate would take its production traffic");
        var read = new RouteSpec(
            listener,
            Paths(route),
            // The preview rule stands at the priority, the production rule at 25000 plus it; ELB ends at 50000.
            route["priority"].Whole(1, 24999).GetValueOrDefault())
        {
            Hosts = Values(route["hosts"], "a list of host names", HostPattern.Expected, HostPattern.Problem),
            TestListener = test,
            AllowStickiness = new MapReader(route["stickiness"], StickinessKeys)["allow"].Flag(fallback: false).GetValueOrDefault(),
        };
        CheckRule(field, read);
        return read;
    }

    private static ImmutableArray<string> Paths(MapReader route)
    {
        if (!route.Has("paths"))
            return route["path"].Text(PathPattern.Expected, PathPattern.Problem) is { } path ? [path] : [];
        if (route.Has("path"))
            route["paths"].Error("stands beside path; write one of the two");
        return Values(route["paths"], "a list of path patterns", PathPattern.Expected, PathPattern.Problem);
    }

    private static ImmutableArray<string> Values(Field field, string list, string expected, Func<string, string?> problem)
    {
        var items = field.Items(list);
        if (items.IsEmpty && field.Node is YamlSequence)
            field.Error("is empty; write at least one, or leave the key out");
        var values = ImmutableArray.CreateBuilder<string>();
        foreach (var item in items)
        {
            if (item.Text(expected, problem) is not { } value)
                continue;
            if (values.Contains(value))
                item.Error($"{Shown.Quoted(value)} stands twice");
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

    [GeneratedRegex(@"\A[a-z](?:[a-z0-9-]{0,30}[a-z0-9])?\z")]
    private static partial Regex ListenerForm();
}
