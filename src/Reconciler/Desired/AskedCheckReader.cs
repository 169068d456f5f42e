using System.Text.RegularExpressions;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Reads <c>prometheus</c> and <c>webhook</c>: checks that ask somebody else.</summary>
internal static partial class AskedCheckReader
{
    private const string UrlExpected = "a URL of http or https, such as https://prometheus.example.com:9090";
    private const string QueryExpected = "a PromQL query of 1 to 2048 characters whose answer is one number";
    private const int LongestQuery = 2048;
    private const double Largest = 1_000_000_000;

    private static readonly Kind<string?> Url = Kinds.Text(UrlExpected, UrlProblem, UrlStart());

    private static readonly Key<string?> Server = Key.Of("url", Url, "Where Prometheus answers; /api/v1/query is put behind it. Without user name or query: tokens are not supported yet.");

    private static readonly Key<string?> Query = Key.Of(
        "query", Kinds.Any(QueryExpected, QueryProblem), $"PromQL whose answer is one number. {string.Join(", ", QueryPlaceholders.Names.Select(name => $"{{{{{name}}}}}"))} stand for the facts of the rollout.");

    private static readonly Key<double?> Min = Key.Of("min", Kinds.Number(0, Largest), "From here on the answer is good.").Optional();
    private static readonly Key<double?> Max = Key.Of("max", Kinds.Number(0, Largest), "Up to here the answer is good.").Optional();
    private static readonly Key<TimeSpan?> QueryEvery = Key.Of("every", Kinds.Duration(limits => limits.CheckEvery), "How often it is asked.").Or(TimeSpan.FromSeconds(15));
    private static readonly Key<int?> QueryFailures = Key.Of("failures", Kinds.Whole(1, 100), "So many bad answers in a row fail the rollout.").Or(3);
    private static readonly Key<TimeSpan?> Timeout = Key.Of("timeout", Kinds.Duration(limits => limits.AskTimeout), "How long an answer may take.").Or(TimeSpan.FromSeconds(5));
    private static readonly Key<Inconclusive?> Policy = InconclusiveKey.Or(Inconclusive.Wait);

    private static readonly Key<string?> Asked = Key.Of("url", Url, "Asked by POST: 2xx is good, 4xx is bad.");
    private static readonly Key<TimeSpan?> Every = Key.Of("every", Kinds.Duration(limits => limits.CheckEvery), "How often it is asked.").Or(TimeSpan.FromSeconds(10));
    private static readonly Key<int?> Failures = Key.Of("failures", Kinds.Whole(1, 100), "So many bad answers in a row fail the rollout.").Or(1);

    public static readonly KeySet PrometheusKeys = new KeySet(Server, Query, Min, Max, QueryEvery, QueryFailures, Timeout, Policy).AtLeast(Min, Max);
    public static readonly KeySet WebhookKeys = new(Asked, Every, Failures, Timeout, Policy);

    /// <summary>Shared by the checks that can be neither good nor bad; what it means without it differs.</summary>
    public static Key<Inconclusive?> InconclusiveKey => Key.Of(
        "inconclusive",
        Kinds.OneOf(("wait", Inconclusive.Wait), ("ignore", Inconclusive.Ignore), ("fail", Inconclusive.Fail)),
        "What it means that the check is neither good nor bad: wait (neither forward nor back), ignore (as if it were not there) or fail.");

    public static PrometheusCheckSpec Prometheus(Field field, Limits limits)
    {
        var check = new MapReader(field, PrometheusKeys, limits);
        var (min, max) = (check.Get(Min), check.Get(Max));
        if (field.Node is YamlMapping && !check.Has(Min) && !check.Has(Max)) field.Error("needs min, max or both: between them the answer of the query is good");
        if (min > max) check[Min].Error("is above max: no answer could be good");
        return new PrometheusCheckSpec(
            AsUri(check.Get(Server)),
            check.Get(Query) ?? "",
            min,
            max,
            check.Get(QueryEvery).GetValueOrDefault(),
            check.Get(QueryFailures).GetValueOrDefault(),
            check.Get(Timeout).GetValueOrDefault(),
            check.Get(Policy).GetValueOrDefault());
    }

    public static WebhookCheckSpec Webhook(Field field, Limits limits)
    {
        var check = new MapReader(field, WebhookKeys, limits);
        return new WebhookCheckSpec(
            AsUri(check.Get(Asked)),
            check.Get(Every).GetValueOrDefault(),
            check.Get(Failures).GetValueOrDefault(),
            check.Get(Timeout).GetValueOrDefault(),
            check.Get(Policy).GetValueOrDefault());
    }

    private static Uri AsUri(string? text) => text is null ? new Uri("http://localhost") : new Uri(text);

    private static string? UrlProblem(string text)
    {
        var url = Uri.TryCreate(text, UriKind.Absolute, out var parsed) ? parsed : null;
        if (url is not null && (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0))
            return "takes no user name, query or fragment: a password or token does not belong into a file";
        return url is { Scheme: "http" or "https", Host.Length: > 0 } ? null : FieldValues.NotExpected(UrlExpected, text);
    }

    private static string? QueryProblem(string query)
    {
        if (query.Length is 0 or > LongestQuery || string.IsNullOrWhiteSpace(query)) return FieldValues.NotExpected(QueryExpected, query);
        return QueryPlaceholders.UnknownIn(query) is { } unknown
            ? $"{{{{{unknown}}}}} stands for nothing; known are {string.Join(", ", QueryPlaceholders.Names.Select(name => $"{{{{{name}}}}}"))}"
            : null;
    }

    [GeneratedRegex(@"\A\s*[Hh][Tt][Tt][Pp][Ss]?:[^?#]+\z")]
    private static partial Regex UrlStart();
}
