using System.Collections.Immutable;
using LocalCloud.Elb;

namespace LocalCloud.Traffic;

/// <summary>Decides whether a request meets all conditions of a rule. Made once a rule, used for every request.</summary>
/// <remarks>https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html</remarks>
public sealed class RuleMatcher(ImmutableArray<RuleCondition> conditions)
{
    private readonly Func<RequestFacts, bool>[] _tests = [.. conditions.Select(Test)];

    public bool Matches(RequestFacts request)
    {
        foreach (var test in _tests)
        {
            if (!test(request)) return false;
        }

        return true;
    }

    private static Func<RequestFacts, bool> Test(RuleCondition condition)
    {
        switch (condition)
        {
            case HostHeaderCondition host:
                var hosts = Patterns(host.Values, ignoreCase: true);
                return request => Any(hosts, request.Host);
            case PathPatternCondition path:
                var paths = Patterns(path.Values, ignoreCase: false);
                return request => Any(paths, request.Path);
            case HttpHeaderCondition header:
                var values = Patterns(header.Values, ignoreCase: true);
                return request => AnyHeader(values, request.Headers[header.Name]);
            case RequestMethodCondition method:
                return request => method.Values.Contains(request.Method);
            case QueryStringCondition query:
                var pairs = query.Values
                    .Select(pair => (Key: pair.Key is null ? null : new WildcardPattern(pair.Key, true), Value: new WildcardPattern(pair.Value, true)))
                    .ToArray();
                return request => AnyPair(pairs, request.Query);
            default:
                throw new InvalidOperationException($"Unknown condition {condition.GetType().Name}");
        }
    }

    private static WildcardPattern[] Patterns(ImmutableArray<string> values, bool ignoreCase) =>
        [.. values.Select(value => new WildcardPattern(value, ignoreCase))];

    private static bool Any(WildcardPattern[] patterns, ReadOnlySpan<char> text)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.Matches(text)) return true;
        }

        return false;
    }

    private static bool AnyHeader(WildcardPattern[] patterns, Microsoft.Extensions.Primitives.StringValues values)
    {
        foreach (var value in values)
        {
            if (value is not null && Any(patterns, value)) return true;
        }

        return false;
    }

    private static bool AnyPair((WildcardPattern? Key, WildcardPattern Value)[] patterns, string query)
    {
        foreach (var part in query.AsSpan().Split('&'))
        {
            var pair = query.AsSpan(part);
            var equals = pair.IndexOf('=');
            var key = equals < 0 ? pair : pair[..equals];
            var value = equals < 0 ? [] : pair[(equals + 1)..];
            foreach (var pattern in patterns)
            {
                if (!pair.IsEmpty && pattern.Key?.Matches(key) != false && pattern.Value.Matches(value)) return true;
            }
        }

        return false;
    }
}
