using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Errors that only show when services are read together.</summary>
internal static class Conflicts
{
    public static void Check(IReadOnlyList<(MapReader Document, ServiceSpec Spec)> services)
    {
        Twice(services, spec => spec.Name, "metadata.name", spec => $"service '{spec.Name}' is defined twice; names are unique in an environment");
        Twice(services, spec => (spec.Route.Listener, spec.Route.Priority), "spec.route.priority",
            spec => $"priority {spec.Route.Priority} on listener '{spec.Route.Listener}' is taken by another service; choose another");
        Twice(services, spec => (spec.Route.Listener, spec.Route.Path), "spec.route.path",
            spec => $"path {spec.Route.Path} on listener '{spec.Route.Listener}' is taken by another service; only one of them would get requests");
    }

    private static void Twice<TKey>(IReadOnlyList<(MapReader Document, ServiceSpec Spec)> services, Func<ServiceSpec, TKey> key, string path, Func<ServiceSpec, string> message)
    {
        foreach (var again in services.GroupBy(service => key(service.Spec)).SelectMany(group => group.Skip(1)))
            again.Document.Errors.Add(again.Document.Node, path, message(again.Spec));
    }
}
