using System.Collections.Immutable;
using LocalCloud.Protocols;

namespace LocalCloud.Elb;

/// <summary>Reads the conditions of a rule and holds them to AWS's limits.</summary>
internal static class ConditionInput
{
    public const int MaxValuesPerRule = 5, MaxWildcardsPerRule = 6;
    private const int MaxLength = 128;

    /// <exception cref="AwsException">ValidationError.</exception>
    public static ImmutableArray<RuleCondition> Read(QueryInput input)
    {
        ImmutableArray<RuleCondition> conditions = [.. input.List("Conditions").Select(One)];
        if (conditions.IsEmpty) throw ElbInput.Invalid("A condition must be specified");
        foreach (var kind in conditions.Where(condition => condition is HostHeaderCondition or PathPatternCondition or RequestMethodCondition)
                     .GroupBy(condition => condition.GetType()))
        {
            if (kind.Count() > 1) throw ElbInput.Invalid("A rule can have one condition each of host-header, path-pattern and http-request-method");
        }

        var values = conditions.SelectMany(Values).ToList();
        if (values.Count > MaxValuesPerRule) throw ElbInput.Invalid($"A rule can have at most {MaxValuesPerRule} condition values, not {values.Count}");
        var wildcards = conditions.Where(condition => condition is not RequestMethodCondition).SelectMany(Values).Sum(value => value.Count(c => c is '*' or '?'));
        if (wildcards > MaxWildcardsPerRule) throw ElbInput.Invalid($"A rule can have at most {MaxWildcardsPerRule} wildcards, not {wildcards}");
        foreach (var value in values)
        {
            if (value.Length is 0 or > MaxLength) throw ElbInput.Invalid($"Condition value '{value}' must have 1 to {MaxLength} characters");
        }

        return conditions;
    }

    private static RuleCondition One(QueryInput input)
    {
        input.AllowOnly("Field", "Values", "HostHeaderConfig", "PathPatternConfig", "HttpHeaderConfig", "HttpRequestMethodConfig", "QueryStringConfig");
        return input.Require("Field") switch
        {
            "host-header" => new HostHeaderCondition(HostNames(ConfigOrValues(input, "HostHeaderConfig"))),
            "path-pattern" => new PathPatternCondition(ConfigOrValues(input, "PathPatternConfig")),
            "http-header" => HttpHeader(input.Child("HttpHeaderConfig")),
            "http-request-method" => new RequestMethodCondition(Methods(Config(input, "HttpRequestMethodConfig"))),
            "query-string" => new QueryStringCondition(Pairs(input.Child("QueryStringConfig"))),
            "source-ip" => throw ElbInput.Invalid("LocalCloud has no source-ip conditions: every client is on this machine"),
            var field => throw ElbInput.Invalid($"Condition field '{field}' must be one of '[path-pattern, host-header, http-header, http-request-method, query-string]'"),
        };
    }

    private static HttpHeaderCondition HttpHeader(QueryInput config)
    {
        config.AllowOnly("HttpHeaderName", "Values");
        var name = config.Require("HttpHeaderName");
        if (name.Length is 0 or > 40 || name.Any(c => c is '*' or '?' or ':' || char.IsWhiteSpace(c)))
            throw ElbInput.Invalid($"'{name}' is not a header name of 1 to 40 characters without wildcards");
        if (name.Equals("Host", StringComparison.OrdinalIgnoreCase)) throw ElbInput.Invalid("Use a host-header condition for the header Host");
        return new HttpHeaderCondition(name, NotEmpty([.. config.Strings("Values")], "HttpHeaderConfig"));
    }

    private static ImmutableArray<QueryPair> Pairs(QueryInput config)
    {
        config.AllowOnly("Values");
        ImmutableArray<QueryPair> pairs = [.. config.List("Values").Select(pair => new QueryPair(pair["Key"], pair.Require("Value")))];
        return pairs.IsEmpty ? throw ElbInput.Invalid("QueryStringConfig must have at least one value") : pairs;
    }

    private static ImmutableArray<string> ConfigOrValues(QueryInput input, string config)
    {
        if (!input.Has(config)) return NotEmpty([.. input.Strings("Values")], "Values");
        return input.Has("Values")
            ? throw ElbInput.Invalid($"Values and {config} cannot be specified at the same time")
            : Config(input, config);
    }

    private static ImmutableArray<string> Config(QueryInput input, string name)
    {
        var config = input.Child(name);
        config.AllowOnly("Values");
        return NotEmpty([.. config.Strings("Values")], name);
    }

    private static ImmutableArray<string> NotEmpty(ImmutableArray<string> values, string name) =>
        values.IsEmpty ? throw ElbInput.Invalid($"{name} must have at least one value") : values;

    private static ImmutableArray<string> HostNames(ImmutableArray<string> values) =>
        values.FirstOrDefault(value => !value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '*' or '?')) is { } bad
            ? throw ElbInput.Invalid($"The host name '{bad}' may hold letters, digits, '-', '_', '.' and the wildcards '*' and '?'")
            : values;

    private static ImmutableArray<string> Methods(ImmutableArray<string> values) =>
        values.FirstOrDefault(value => value.Length > 40 || !value.All(c => char.IsAsciiLetterUpper(c) || c is '-' or '_')) is { } bad
            ? throw ElbInput.Invalid($"The method '{bad}' may hold capital letters, '-' and '_', at most 40")
            : values;

    private static IEnumerable<string> Values(RuleCondition condition) => condition switch
    {
        HostHeaderCondition host => host.Values,
        PathPatternCondition path => path.Values,
        HttpHeaderCondition header => header.Values,
        RequestMethodCondition method => method.Values,
        QueryStringCondition query => query.Values.Select(pair => pair.Value),
        _ => throw new InvalidOperationException($"Unknown condition {condition.GetType().Name}"),
    };
}
