using System.Xml.Linq;
using LocalCloud.Protocols;

namespace LocalCloud.Elb;

internal static class RuleOperations
{
    private const int MaxPriority = 50_000;

    /// <summary>Not idempotent, as on AWS: a second call meets its own priority.</summary>
    public static Change Create(ElbState state, QueryInput input, ElbEnvironment environment)
    {
        input.AllowOnly("ListenerArn", "Conditions", "Priority", "Actions", "Tags");
        var listener = state.Listener(input.Arn("ListenerArn", ElbArn.IsListener, "listener"));
        var priority = input.Int("Priority", 1, MaxPriority) ?? throw ElbInput.Invalid("A priority must be specified");
        var conditions = ConditionInput.Read(input);
        var action = ActionInput.Read(input, "Actions");
        var tags = ElbTags.Read(input);
        RequireFree(listener, priority);
        RuleLimits.RequireRoomForRule(state, listener.LoadBalancerArn);
        RuleLimits.RequireUsable(state, action, listener.LoadBalancerArn);
        var rule = new Rule(ElbArn.Rule(listener.Arn, environment.NewId()), priority, conditions, action, tags);
        return new Change(state.With(listener.With(rule)), Answer([rule]));
    }

    /// <summary>What is sent replaces the whole list; what is not sent stays.</summary>
    public static Change Modify(ElbState state, QueryInput input, ElbEnvironment environment)
    {
        input.AllowOnly("RuleArn", "Conditions", "Actions");
        var (listener, rule) = state.Rule(input.Arn("RuleArn", ElbArn.IsRule, "listener rule"));
        if (rule.IsDefault) throw new AwsException("OperationNotPermitted", $"Default rule '{rule.Arn}' cannot be modified. Use ModifyListener.");
        if (!input.Has("Conditions") && !input.Has("Actions")) throw ElbInput.Invalid("Either conditions or actions must be specified");
        var modified = rule with
        {
            Conditions = input.Has("Conditions") ? ConditionInput.Read(input) : rule.Conditions,
            Action = input.Has("Actions") ? ActionInput.Read(input, "Actions") : rule.Action,
        };
        RuleLimits.RequireUsable(state, modified.Action, listener.LoadBalancerArn);
        return new Change(state.With(listener.With(modified)), Answer([modified]));
    }

    public static Change Delete(ElbState state, QueryInput input, ElbEnvironment environment)
    {
        input.AllowOnly("RuleArn");
        var (listener, rule) = state.Rule(input.Arn("RuleArn", ElbArn.IsRule, "listener rule"));
        if (rule.IsDefault) throw new AwsException("OperationNotPermitted", $"Default rule '{rule.Arn}' cannot be deleted");
        return new Change(state.With(listener with { Rules = listener.Rules.Remove(rule.Priority) }), Xml.Result());
    }

    public static XElement Describe(ElbState state, QueryInput input)
    {
        input.AllowOnly("ListenerArn", "RuleArns", "Marker", "PageSize");
        var (listener, arns) = (input["ListenerArn"], input.Strings("RuleArns"));
        if (listener is null == (arns.Count == 0)) throw ElbInput.Invalid("You must specify either listener rule ARNs or a listener ARN");
        if (listener is null) return Answer(arns.Distinct().Select(arn => state.Rule(arn).Rule).ToList());
        var page = Page<Rule>.Of(state.Listener(listener).AllRules, rule => rule.Priority, input);
        var result = Answer(page.Items);
        result.Add(page.NextMarker);
        return result;
    }

    /// <summary>All or nothing; rules of one call may swap their priorities.</summary>
    public static Change SetPriorities(ElbState state, QueryInput input, ElbEnvironment environment)
    {
        input.AllowOnly("RulePriorities");
        var moves = input.List("RulePriorities").Select(pair => (
            Place: state.Rule(pair.Arn("RuleArn", ElbArn.IsRule, "listener rule")),
            Priority: pair.Int("Priority", 1, MaxPriority) ?? throw ElbInput.Invalid("A priority must be specified"))).ToList();
        if (moves.Count == 0) throw ElbInput.Invalid("RulePriorities must have at least one pair");
        if (moves.Find(move => move.Place.Rule.IsDefault) is { Place.Rule: { } fixedRule })
            throw new AwsException("OperationNotPermitted", $"The priority of the default rule '{fixedRule.Arn}' cannot be changed");
        foreach (var listener in moves.GroupBy(move => move.Place.Listener.Arn))
        {
            var current = state.Listener(listener.Key);
            current = current with { Rules = current.Rules.RemoveRange(listener.Select(move => move.Place.Rule.Priority)) };
            foreach (var move in listener)
            {
                RequireFree(current, move.Priority);
                current = current.With(move.Place.Rule with { Priority = move.Priority });
            }

            state = state.With(current);
        }

        return new Change(state, Answer([.. moves.Select(move => state.Rule(move.Place.Rule.Arn).Rule)]));
    }

    private static void RequireFree(Listener listener, int priority)
    {
        if (listener.Rules.ContainsKey(priority)) throw new AwsException("PriorityInUse", $"Priority '{priority}' is currently in use");
    }

    private static XElement Answer(IReadOnlyList<Rule> rules) => Xml.Result(RuleXml.Rules(rules));
}
