using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Reads <c>spec.route</c>: which requests of a listener are the service's.</summary>
internal static partial class RouteReader
{
    private static readonly KeySet Keys = new KeySet("listener", "path", "priority").NotYet("header", "host", "paths", "stickiness");

    public static ImmutableArray<RouteSpec> Read(Field field)
    {
        if (field.IsAbsent)
        {
            field.Error("is missing; a service without a route says rollout: {strategy: rolling}");
            return [];
        }

        var route = new MapReader(field, Keys);
        return
        [
            new RouteSpec(
                route["listener"].Text("the name of a listener among the environment's outputs, such as public", ListenerForm()) ?? "",
                [route["path"].Text(PathPattern.Expected, PathPattern.Problem) ?? ""],
                // The preview rule stands at the priority, the production rule at 25000 plus it; ELB ends at 50000.
                route["priority"].Whole(1, 24999).GetValueOrDefault()),
        ];
    }

    [GeneratedRegex(@"\A[a-z](?:[a-z0-9-]{0,30}[a-z0-9])?\z")]
    private static partial Regex ListenerForm();
}
