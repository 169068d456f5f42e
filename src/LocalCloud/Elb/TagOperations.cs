using System.Collections.Immutable;
using System.Xml.Linq;
using LocalCloud.Protocols;

namespace LocalCloud.Elb;

/// <summary>Tags of load balancers, listeners, rules and target groups; several resources in a call.</summary>
internal static class TagOperations
{
    private const int MaxResources = 20;

    public static Change Add(ElbState state, QueryInput input, ElbEnvironment environment)
    {
        input.AllowOnly("ResourceArns", "Tags");
        var added = ElbTags.Read(input);
        if (added.IsEmpty) throw ElbInput.Invalid("At least one tag must be specified");
        return new Change(Resources(input).Aggregate(state, (next, arn) => With(next, arn, ElbTags.Limited(TagsOf(next, arn).SetItems(added)))), Xml.Result());
    }

    public static Change Remove(ElbState state, QueryInput input, ElbEnvironment environment)
    {
        input.AllowOnly("ResourceArns", "TagKeys");
        var keys = input.Strings("TagKeys");
        if (keys.Count == 0) throw ElbInput.Invalid("At least one tag key must be specified");
        return new Change(Resources(input).Aggregate(state, (next, arn) => With(next, arn, TagsOf(next, arn).RemoveRange(keys))), Xml.Result());
    }

    public static XElement Describe(ElbState state, QueryInput input)
    {
        input.AllowOnly("ResourceArns");
        var arns = Resources(input);
        return arns.Count > MaxResources
            ? throw ElbInput.Invalid($"Cannot have more than {MaxResources} resource descriptions, not {arns.Count}")
            : Xml.Result(new XElement("TagDescriptions", arns.Select(arn => ElbTags.Describe(arn, TagsOf(state, arn)))));
    }

    private static List<string> Resources(QueryInput input)
    {
        var arns = input.Strings("ResourceArns").Distinct().ToList();
        return arns.Count > 0 ? arns : throw ElbInput.Invalid("At least one resource ARN must be specified");
    }

    private static ImmutableSortedDictionary<string, string> TagsOf(ElbState state, string arn) => arn switch
    {
        _ when ElbArn.IsTargetGroup(arn) => state.TargetGroup(arn).Tags,
        _ when ElbArn.IsRule(arn) => state.Rule(arn).Rule.Tags,
        _ when ElbArn.IsListener(arn) => state.Listener(arn).Tags,
        _ when ElbArn.IsLoadBalancer(arn) => state.LoadBalancer(arn).Tags,
        _ => throw ElbInput.Invalid($"'{arn}' is not a valid load balancer, listener, rule or target group ARN"),
    };

    private static ElbState With(ElbState state, string arn, ImmutableSortedDictionary<string, string> tags) => arn switch
    {
        _ when ElbArn.IsTargetGroup(arn) => state.With(state.TargetGroup(arn) with { Tags = tags }),
        _ when ElbArn.IsRule(arn) => state.Rule(arn) is var (listener, rule) ? state.With(listener.With(rule with { Tags = tags })) : state,
        _ when ElbArn.IsListener(arn) => state.With(state.Listener(arn) with { Tags = tags }),
        _ => state.With(state.LoadBalancer(arn) with { Tags = tags }),
    };
}
