using System.Collections.Immutable;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>What two services of one environment cannot both have. Values that could not be read conflict with nothing.</summary>
internal sealed class Conflicts
{
    private const int MostOnAListener = 50; // a load balancer has at most 100 target groups, and a service two
    private const int MostRules = 100; // ELB quota "rules per Application Load Balancer": a listener cannot have more, either
    private readonly Dictionary<string, (Field Field, string Service, string Kind)> _claims = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _servicesOfListener = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _rulesOfListener = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (bool ForTests, Field Field)> _uses = new(StringComparer.Ordinal);

    public void Add(DesiredDocument document, ServiceSpec service)
    {
        if (service.Name.Length > 0 && Claim($"name {service.Name}", document.Name, service.Name))
        {
            string[] names = service.Rollout.Strategy == Strategy.Rolling ? [service.Adopt ?? service.Name] : [$"{service.Name}-blue", $"{service.Name}-green"];
            foreach (var name in names) Claim($"ECS service {name}", document.Name, service.Name);
        }

        foreach (var (route, field) in service.Routes.Zip(Fields(document)))
        {
            if (route.Listener.Length == 0) continue;
            Use(route.Listener, forTests: false, field.Child(RouteReader.Listener.Name));
            Stand(route, route.Listener, field, service.Name);
            Count(route.Listener, field.Child(RouteReader.Listener.Name), service.Name, rules: route.TestListener is null ? 2 : 1);
            if (route.TestListener is not { Length: > 0 } test || test == route.Listener) continue;
            Use(test, forTests: true, field.Child(RouteReader.TestListener.Name));
            Stand(route, test, field, service.Name);
            Count(test, field.Child(RouteReader.TestListener.Name), service.Name, rules: 1);
        }
    }

    /// <summary>A job and a service of one name would share a family of task definitions, and the wishes of people.</summary>
    public void Add(DesiredDocument document, JobSpec job)
    {
        if (job.Name.Length > 0) Claim($"name {job.Name}", document.Name, job.Name, document.Kind);
    }

    private static ImmutableArray<Field> Fields(DesiredDocument document) =>
        document.Spec.Child(ServiceReader.Routes.Name) is { Node: YamlSequence } several ? several.Items("a list of routes") : [document.Spec.Child(ServiceReader.Route.Name)];

    /// <summary>Two rules cannot stand at one place of a listener, nor match the same requests there.</summary>
    private void Stand(RouteSpec route, string listener, Field field, string service)
    {
        if (route.Priority > 0) Claim($"priority {route.Priority} on the listener {listener}", field.Child(RouteReader.Priority.Name), service);
        var paths = field.Child(field.Child(RouteReader.Paths.Name).IsAbsent ? RouteReader.Path.Name : RouteReader.Paths.Name);
        foreach (var path in route.Paths.Distinct())
        {
            if (route.Hosts.IsEmpty) Claim($"path {path} on the listener {listener}", paths, service);
            foreach (var host in route.Hosts.Distinct()) Claim($"path {path} of {host} on the listener {listener}", paths, service);
        }
    }

    private bool Claim(string what, Field field, string service, string kind = DesiredDocument.ServiceKind)
    {
        if (_claims.TryAdd(what, (field, service, kind))) return true;
        var (first, owner, ownerKind) = _claims[what];
        var whose = ownerKind != kind ? $"a {ownerKind}"
            : kind != DesiredDocument.ServiceKind ? $"another {kind}"
            : owner == service && first.Errors == field.Errors ? "another route of this service" : "another service";
        field.Error(first.At == field.At
            ? $"the {what} is taken by {owner} ({first.Errors.File}), which extends the same file; write one of its own into {field.Errors.File}"
            : $"the {what} is taken by {whose} ({first.File}, line {first.At.Line})");
        return false;
    }

    // A preview rule without a header stands before all production rules of its listener.
    private void Use(string listener, bool forTests, Field field)
    {
        if (_uses.TryAdd(listener, (forTests, field)) || _uses[listener].ForTests == forTests) return;
        var first = _uses[listener].Field;
        field.Error($"the listener {listener} is {(forTests ? "one of a route" : "a test listener")} elsewhere ({first.File}, line {first.At.Line}); a candidate on it would take that route's traffic. Use another listener");
    }

    private void Count(string listener, Field field, string service, int rules)
    {
        var services = _servicesOfListener.TryGetValue(listener, out var known) ? known : _servicesOfListener[listener] = new(StringComparer.Ordinal);
        var before = _rulesOfListener.GetValueOrDefault(listener);
        var after = _rulesOfListener[listener] = before + rules;
        if (services.Add($"{service}/{field.Errors.File}") && services.Count == MostOnAListener + 1)
            field.Error($"a load balancer carries at most {MostOnAListener} services, because it has at most 100 target groups; use another listener");
        else if (services.Count <= MostOnAListener && before <= MostRules && after > MostRules)
            field.Error($"a load balancer has at most {MostRules} rules, and a route takes two while it is rolled out; use another listener");
    }
}
