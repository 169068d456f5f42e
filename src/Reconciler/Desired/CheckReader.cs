using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Reads a list of checks, the rollout's or a step's: mappings, each with one key that names the kind of check.</summary>
internal static partial class CheckReader
{
    private const string WithoutRoute = "looks at requests, or asks through a route, and a service of the strategy rolling has none; remove it";
    private const string AlarmExpected = "the name of a CloudWatch alarm, 1 to 255 printable ASCII characters";

    private static readonly Key<string?> Path = Key.Of("path", HttpPath.Kind, "What is asked.");
    private static readonly Key<TimeSpan?> Every = Key.Of("every", Kinds.Duration(limits => limits.CheckEvery), "How often it is asked.").Or(TimeSpan.FromSeconds(2));
    private static readonly Key<int?> Failures = Key.Of("failures", Kinds.Whole(1, 100), "So many bad answers in a row fail the rollout.").Or(3);
    private static readonly KeySet HttpKeys = new(Path, Every, Failures);

    private static readonly Key<ImmutableArray<string>> Command = Key.Of("command", BeforeReader.Command, "The words of the command, handed to the image's entry point.");
    private static readonly Key<TimeSpan?> Timeout = Key.Of("timeout", Kinds.Duration(limits => limits.BeforeTimeout), "How long it may take; then it is stopped, and has failed.").Or(TimeSpan.FromMinutes(5));
    private static readonly KeySet TaskKeys = new(Command, Timeout);

    private static readonly Key<int?> MaxRestarts = Key.Of("max", Kinds.Whole(0, 1000), "How many tasks of the candidate may end by themselves during a rollout; without this check it is 2.");
    private static readonly KeySet RestartsKeys = new(MaxRestarts);

    private static readonly Key<Field> Http = Key.Of("http", Kinds.Map(HttpKeys), "A path asked by GET through the preview rule, so that it meets the candidate at any weight; 2xx is good.");
    private static readonly Key<Field> ErrorRate = Key.Of("errorRate", Kinds.Map(MetricCheckReader.ErrorRateKeys), "The share of 5xx answers of the candidate's target group.");
    private static readonly Key<Field> Latency = Key.Of("latency", Kinds.Map(MetricCheckReader.LatencyKeys), "A percentile of the response times of the candidate's target group.");
    private static readonly Key<string?> Alarm = Key.Of("alarm", Kinds.Any(AlarmExpected, text => AlarmForm().IsMatch(text) ? null : FieldValues.NotExpected(AlarmExpected, text)), "The name of a metric or composite alarm of CloudWatch that must not be in ALARM.").Optional();
    private static readonly Key<Field> Prometheus = Key.Of("prometheus", Kinds.Map(AskedCheckReader.PrometheusKeys), "A PromQL query whose answer lies between min and max.");
    private static readonly Key<Field> Webhook = Key.Of("webhook", Kinds.Map(AskedCheckReader.WebhookKeys), "A service of yours that knows.");
    private static readonly Key<Field> Task = Key.Of("task", Kinds.Map(TaskKeys), "A one-off task of the candidate's image; exit code 0 is good.");
    private static readonly Key<Field> Restarts = Key.Of("restarts", Kinds.Map(RestartsKeys), "Tasks of the candidate that end by themselves.");

    private static readonly KeySet Keys = new KeySet(Http, ErrorRate, Latency, Alarm, Prometheus, Webhook, Task, Restarts).NotYet("metric").OneKeyOnly();

    private static readonly KeySet KeysWithoutRoute = new KeySet(Alarm, Restarts).NotYet("metric")
        .Refuse("http", WithoutRoute).Refuse("errorRate", WithoutRoute).Refuse("latency", WithoutRoute)
        .Refuse("prometheus", WithoutRoute).Refuse("webhook", WithoutRoute).Refuse("task", WithoutRoute).OneKeyOnly();

    public static readonly Kind<ImmutableArray<Field>> List = Kinds.Maps("a list of checks, such as [{http: {path: /health/ready}}]", Keys) with { Schema = style => Kinds.List(style.Define("check", () => Keys.Schema(style)), least: 0) };

    /// <inheritdoc cref="List"/>
    public static readonly Kind<ImmutableArray<Field>> ListWithoutRoute = List with { Schema = style => Kinds.List(style.Define("checkWithoutRoute", () => KeysWithoutRoute.Schema(style)), least: 0) };

    /// <param name="items">As <see cref="List"/> reads them.</param>
    public static ImmutableArray<CheckSpec> Read(ImmutableArray<Field> items, Limits limits, Strategy strategy)
    {
        var checks = ImmutableArray.CreateBuilder<CheckSpec>();
        foreach (var item in items)
        {
            var check = new MapReader(item, strategy == Strategy.Rolling ? KeysWithoutRoute : Keys, limits);
            if (item.Node is YamlMapping { Entries.Length: not 1 }) item.Error("expected one check with one key: http, errorRate, latency, alarm, prometheus, webhook, task or restarts");
            if (check.Has(Alarm)) checks.Add(new AlarmCheckSpec(check.Get(Alarm) ?? ""));
            if (check.Has(Restarts)) checks.Add(new RestartsCheckSpec(new MapReader(check[Restarts], RestartsKeys, limits).Get(MaxRestarts).GetValueOrDefault()));
            if (strategy == Strategy.Rolling) continue;
            if (check.Has(Http)) checks.Add(HttpCheck(check[Http], limits));
            if (check.Has(Latency)) checks.Add(MetricCheckReader.Latency(check[Latency], limits));
            if (check.Has(ErrorRate)) checks.Add(MetricCheckReader.ErrorRate(check[ErrorRate], limits));
            if (check.Has(Prometheus)) checks.Add(AskedCheckReader.Prometheus(check[Prometheus], limits));
            if (check.Has(Webhook)) checks.Add(AskedCheckReader.Webhook(check[Webhook], limits));
            if (check.Has(Task)) checks.Add(TaskCheck(check[Task], limits));
        }

        return checks.ToImmutable();
    }

    private static HttpCheckSpec HttpCheck(Field field, Limits limits)
    {
        var http = new MapReader(field, HttpKeys, limits);
        return new HttpCheckSpec(http.Get(Path) ?? "", http.Get(Every).GetValueOrDefault(), http.Get(Failures).GetValueOrDefault());
    }

    private static TaskCheckSpec TaskCheck(Field field, Limits limits)
    {
        var task = new MapReader(field, TaskKeys, limits);
        return new TaskCheckSpec(task.Get(Command), task.Get(Timeout).GetValueOrDefault());
    }

    [GeneratedRegex("^[!-~]([ -~]{0,253}[!-~])?$")]
    private static partial Regex AlarmForm();
}
