using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Reads <c>prometheus</c> and <c>webhook</c>: checks that ask somebody else.</summary>
internal static class AskedCheckReader
{
    private static readonly KeySet PrometheusKeys = new("url", "query", "min", "max", "every", "failures", "timeout", "inconclusive");
    private static readonly KeySet WebhookKeys = new("url", "every", "failures", "timeout", "inconclusive");

    private const string UrlExpected = "a URL of http or https, such as https://prometheus.example.com:9090";
    private const string QueryExpected = "a PromQL query of 1 to 2048 characters whose answer is one number";
    private const int LongestQuery = 2048;
    private const double Largest = 1_000_000_000;

    public static PrometheusCheckSpec Prometheus(Field field, Limits limits)
    {
        var check = new MapReader(field, PrometheusKeys);
        var (min, max) = (check.Has("min") ? check["min"].Number(0, Largest) : null, check.Has("max") ? check["max"].Number(0, Largest) : null);
        if (field.Node is YamlMapping && !check.Has("min") && !check.Has("max")) field.Error("needs min, max or both: between them the answer of the query is good");
        if (min > max) check["min"].Error("is above max: no answer could be good");
        return new PrometheusCheckSpec(
            Url(check["url"]),
            check["query"].Text(QueryExpected, QueryProblem) ?? "",
            min,
            max,
            check["every"].Duration(limits.CheckEvery, TimeSpan.FromSeconds(15)).GetValueOrDefault(),
            check["failures"].Whole(1, 100, 3).GetValueOrDefault(),
            Timeout(check, limits),
            check["inconclusive"].Inconclusive().GetValueOrDefault());
    }

    public static WebhookCheckSpec Webhook(Field field, Limits limits)
    {
        var check = new MapReader(field, WebhookKeys);
        return new WebhookCheckSpec(
            Url(check["url"]),
            check["every"].Duration(limits.CheckEvery, TimeSpan.FromSeconds(10)).GetValueOrDefault(),
            check["failures"].Whole(1, 100, 1).GetValueOrDefault(),
            Timeout(check, limits),
            check["inconclusive"].Inconclusive().GetValueOrDefault());
    }

    private static TimeSpan Timeout(MapReader check, Limits limits) => check["timeout"].Duration(limits.AskTimeout, TimeSpan.FromSeconds(5)).GetValueOrDefault();

    private static Uri Url(Field field) =>
        field.Text(UrlExpected, UrlProblem) is { } text ? new Uri(text) : new Uri("http://localhost");

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
}
