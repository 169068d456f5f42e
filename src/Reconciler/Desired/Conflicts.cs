using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>What two services of one environment cannot both have. Values that could not be read conflict with nothing.</summary>
internal sealed class Conflicts
{
    private const int MostOnAListener = 50; // a load balancer has at most 100 target groups, and a service two
    private readonly Dictionary<string, Field> _claims = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _servicesOfListener = new(StringComparer.Ordinal);

    public void Add(DesiredDocument document, ServiceSpec service)
    {
        if (service.Name.Length > 0 && Claim($"name {service.Name}", document.Name))
        {
            string[] names = service.Rollout.Strategy == Strategy.Rolling ? [service.Name] : [$"{service.Name}-blue", $"{service.Name}-green"];
            foreach (var name in names) Claim($"ECS service {name}", document.Name);
        }

        if (service.Routes is not [var (listener, paths, priority)] || listener.Length == 0) return;
        var route = document.Spec.Child("route");
        if (priority > 0) Claim($"priority {priority} on the listener {listener}", route.Child("priority"));
        foreach (var path in paths.Where(path => path.Length > 0)) Claim($"path {path} on the listener {listener}", route.Child("path"));
        Count(listener, route.Child("listener"));
    }

    private bool Claim(string what, Field field)
    {
        if (_claims.TryAdd(what, field)) return true;
        var first = _claims[what];
        field.Error($"the {what} is taken by another service ({first.Errors.File}, line {first.At.Line})");
        return false;
    }

    private void Count(string listener, Field field)
    {
        var count = _servicesOfListener[listener] = _servicesOfListener.GetValueOrDefault(listener) + 1;
        if (count == MostOnAListener + 1)
            field.Error($"a load balancer carries at most {MostOnAListener} services, because it has at most 100 target groups; use another listener");
    }
}
