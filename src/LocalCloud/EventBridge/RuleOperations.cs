using System.Text.RegularExpressions;
using LocalCloud.Protocols;

namespace LocalCloud.EventBridge;

/// <summary>PutRule, DescribeRule, ListRules, DeleteRule.</summary>
internal sealed partial class RuleOperations(RuleStore rules)
{
    private const int LongestPattern = 2048;

    public PutRuleResponse Put(PutRuleRequest request)
    {
        rules.RequireDefault(request.EventBusName);
        var name = request.Name ?? "";
        if (!Name().IsMatch(name)) throw Invalid($"The name '{name}' is not valid: 1 to 64 letters, digits, dots, hyphens and underscores are needed");
        EventsInputs.Refuse(request, "PutRule", "ScheduleExpression", "RoleArn", "Tags");
        if (string.IsNullOrEmpty(request.EventPattern)) throw Invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.");
        if (request.EventPattern.Length > LongestPattern) throw new AwsException("LimitExceededException", $"The event pattern has {request.EventPattern.Length} characters; at most {LongestPattern} are allowed");
        if (request.State is not (null or "ENABLED" or "DISABLED")) throw Invalid($"LocalCloud supports the states ENABLED and DISABLED, not '{request.State}'");
        if (request.Description?.Length > 512) throw Invalid("Description can have at most 512 characters");
        var pattern = EventPattern.Parse(request.EventPattern);
        var put = rules.Put(name, old => new EventRule(
            name, rules.ArnOf(name), request.EventPattern, pattern, request.State != "DISABLED", request.Description, old?.Targets ?? []));
        return new PutRuleResponse(put.Arn);
    }

    public RuleShape Describe(RuleRequest request)
    {
        rules.RequireDefault(request.EventBusName);
        return Show(rules.Find(request.Name));
    }

    public ListRulesResponse List(ListRulesRequest request)
    {
        rules.RequireDefault(request.EventBusName);
        var (page, next) = Page.Of(
            rules.All.Where(rule => rule.Name.StartsWith(request.NamePrefix ?? "", StringComparison.Ordinal)), rule => rule.Name,
            request.Limit, 100, 100, request.NextToken, "ValidationException", "ValidationException");
        return new ListRulesResponse([.. page.Select(Show)], next);
    }

    /// <summary>A rule that is not there is deleted.</summary>
    public EmptyResponse Delete(RuleRequest request)
    {
        rules.RequireDefault(request.EventBusName);
        if (rules.All.FirstOrDefault(rule => rule.Name == request.Name) is not { } rule) return new EmptyResponse();
        if (rule.Targets.Count > 0) throw Invalid("Rule can't be deleted since it has targets.");
        rules.Remove(rule.Name);
        return new EmptyResponse();
    }

    private static RuleShape Show(EventRule rule) => new(rule.Name, rule.Arn, rule.Text, rule.IsEnabled ? "ENABLED" : "DISABLED", rule.Description, "default");

    private static AwsException Invalid(string message) => new("ValidationException", message);

    [GeneratedRegex(@"^[.\-_A-Za-z0-9]{1,64}\z")]
    private static partial Regex Name();
}
