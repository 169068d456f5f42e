using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Reads <c>spec.dependsOn</c>, and judges what the services of one environment say of each other.</summary>
internal sealed partial class Dependencies
{
    private const string ListExpected = "a list of names of services, such as [cart]";
    private const string NameExpected = "the name of a service of this environment, such as cart";

    private readonly List<(string Service, ImmutableArray<(Field Field, string Name)> On)> _all = [];

    public static Kind<ImmutableArray<Field>> Kind { get; } =
        new((field, _) => field.Items(ListExpected), style => Kinds.List(Kinds.Text(NameExpected, NameForm()).Schema(style), least: 0)) { MayBeAbsent = true };

    /// <returns>The names that could be read.</returns>
    public static ImmutableArray<string> Read(ImmutableArray<Field> items) => [.. Named(items).Select(item => item.Name)];

    public void Add(string service, ImmutableArray<Field> items) => _all.Add((service, [.. Named(items)]));

    /// <summary>Says of each name that leads nowhere, or back to where it stands, what is wrong with it.</summary>
    public void Check()
    {
        var known = _all.Select(one => one.Service).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        foreach (var (service, on) in _all)
        {
            foreach (var (field, name) in on)
            {
                if (!known.Contains(name))
                    field.Error($"there is no service {Shown.Quoted(name)} in this environment{Meant(name, known.Where(other => other != service))}");
                else if (name == service)
                    field.Error($"{service} cannot wait for itself; take it out");
                else if (WayBack(name, service) is { } way && IsFirst(service, way))
                    field.Error($"{service} waits for {string.Join(", which waits for ", way)}: none of them would ever begin; take one out");
            }
        }
    }

    private static string Meant(string name, IEnumerable<string> known) => NearestKey.Of(name, known) is { } near
        ? $"; did you mean {near}?"
        : $"; known are {(known.Any() ? string.Join(", ", known.Order(StringComparer.Ordinal)) : "none")}";

    /// <summary>From one service along its dependencies to another, both included; null where no way leads there.</summary>
    private ImmutableArray<string>? WayBack(string from, string to)
    {
        var ways = new Queue<ImmutableArray<string>>([[from]]);
        var seen = new HashSet<string>(StringComparer.Ordinal) { from };
        while (ways.TryDequeue(out var way))
        {
            if (way[^1] == to)
                return way;
            foreach (var (_, next) in _all.Where(one => one.Service == way[^1]).SelectMany(one => one.On).Where(next => seen.Add(next.Name)))
                ways.Enqueue(way.Add(next));
        }

        return null;
    }

    // A circle is one mistake: it is told where the first of its services stands.
    private static bool IsFirst(string service, ImmutableArray<string> way) => way.All(name => string.CompareOrdinal(service, name) <= 0);

    private static IEnumerable<(Field Field, string Name)> Named(ImmutableArray<Field> items) =>
        items.Select(item => (item, item.Text(NameExpected, NameForm()) ?? "")).Where(item => item.Item2.Length > 0);

    [GeneratedRegex(@"\A[a-z](?:[a-z0-9-]{0,15}[a-z0-9])?\z")]
    private static partial Regex NameForm();
}
