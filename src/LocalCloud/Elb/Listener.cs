using System.Collections.Immutable;

namespace LocalCloud.Elb;

/// <summary>One port of a load balancer with its rules by priority; what no rule matches goes to <see cref="Default"/>.</summary>
public sealed record Listener(
    string Arn,
    string LoadBalancerArn,
    long Sequence,
    int Port,
    Rule Default,
    ImmutableSortedDictionary<int, Rule> Rules,
    ImmutableSortedDictionary<string, string> Tags)
{
    /// <summary>Every rule in the order of evaluation, the default rule last.</summary>
    public IEnumerable<Rule> AllRules => Rules.Values.Append(Default);

    /// <summary>The rule of that ARN, the default rule among them; null when there is none.</summary>
    public Rule? Find(string ruleArn) => AllRules.FirstOrDefault(rule => rule.Arn == ruleArn);

    public Listener With(Rule rule) =>
        rule.IsDefault ? this with { Default = rule } : this with { Rules = Rules.SetItem(rule.Priority, rule) };
}

/// <summary>If all conditions hold, the action is carried out.</summary>
/// <param name="Priority">1 to 50000, lower first; <see cref="DefaultPriority"/> for the default rule.</param>
public sealed record Rule(
    string Arn,
    int Priority,
    ImmutableArray<RuleCondition> Conditions,
    RuleAction Action,
    ImmutableSortedDictionary<string, string> Tags)
{
    public const int DefaultPriority = int.MaxValue;

    public bool IsDefault => Priority == DefaultPriority;
}
