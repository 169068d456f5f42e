using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Reads a list of checks, the rollout's or a step's: mappings, each with one key that names the kind of check.</summary>
internal static partial class CheckReader
{
    private static readonly KeySet Kinds = new KeySet("http", "errorRate", "latency", "alarm", "prometheus", "webhook", "task", "restarts").NotYet("metric");
    private static readonly KeySet RestartsKeys = new("max");
    private static readonly KeySet TaskKeys = new("command", "timeout");

    private const string WithoutRoute = "looks at requests, or asks through a route, and a service of the strategy rolling has none; remove it";

    private static readonly KeySet KindsWithoutRoute = new KeySet("alarm", "restarts").NotYet("metric")
        .Refuse("http", WithoutRoute).Refuse("errorRate", WithoutRoute).Refuse("latency", WithoutRoute)
        .Refuse("prometheus", WithoutRoute).Refuse("webhook", WithoutRoute).Refuse("task", WithoutRoute);

    private static readonly KeySet HttpKeys = new("path", "every", "failures");

    private const string AlarmExpected = "the name of a CloudWatch alarm, 1 to 255 printable ASCII characters";

    public static ImmutableArray<CheckSpec> Read(Field field, Limits limits, Strategy strategy)
    {
        var checks = ImmutableArray.CreateBuilder<CheckSpec>();
        foreach (var item in field.Items("a list of checks, such as [{http: {path: /health/ready}}]"))
        {
            var check = new MapReader(item, strategy == Strategy.Rolling ? KindsWithoutRoute : Kinds);
            if (item.Node is YamlMapping { Entries.Length: not 1 }) item.Error("expected one check with one key: http, errorRate, latency, alarm, prometheus, webhook, task or restarts");
            if (check.Has("http")) checks.Add(Http(check["http"], limits));
            if (check.Has("alarm")) checks.Add(new AlarmCheckSpec(check["alarm"].Text(AlarmExpected, AlarmForm()) ?? ""));
            if (check.Has("latency")) checks.Add(MetricCheckReader.Latency(check["latency"], limits));
            if (check.Has("errorRate")) checks.Add(MetricCheckReader.ErrorRate(check["errorRate"], limits));
            if (check.Has("prometheus")) checks.Add(AskedCheckReader.Prometheus(check["prometheus"], limits));
            if (check.Has("webhook")) checks.Add(AskedCheckReader.Webhook(check["webhook"], limits));
            if (check.Has("task")) checks.Add(Task(check["task"], limits));
            if (check.Has("restarts")) checks.Add(new RestartsCheckSpec(new MapReader(check["restarts"], RestartsKeys)["max"].Whole(0, 1000).GetValueOrDefault()));
        }

        return checks.ToImmutable();
    }

    private static HttpCheckSpec Http(Field field, Limits limits)
    {
        var http = new MapReader(field, HttpKeys);
        return new HttpCheckSpec(
            http["path"].Text(HttpPath.Expected, HttpPath.Form()) ?? "",
            http["every"].Duration(limits.CheckEvery, TimeSpan.FromSeconds(2)).GetValueOrDefault(),
            http["failures"].Whole(1, 100, 3).GetValueOrDefault());
    }

    private static TaskCheckSpec Task(Field field, Limits limits)
    {
        var task = new MapReader(field, TaskKeys);
        return new TaskCheckSpec(BeforeReader.Command(task["command"]), task["timeout"].Duration(limits.BeforeTimeout, TimeSpan.FromMinutes(5)).GetValueOrDefault());
    }

    [GeneratedRegex("^[!-~]([ -~]{0,253}[!-~])?$")]
    private static partial Regex AlarmForm();
}
