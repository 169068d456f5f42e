using System.Xml.Linq;

namespace LocalCloud.Elb;

/// <summary>Rules as AWS answers them.</summary>
internal static class RuleXml
{
    public static XElement Rules(IEnumerable<Rule> rules) => Xml.List("Rules", rules, rule => [
        new XElement("RuleArn", rule.Arn),
        new XElement("Priority", rule.IsDefault ? "default" : rule.Priority),
        Xml.List("Conditions", rule.Conditions, Condition),
        Actions("Actions", rule.Action),
        new XElement("IsDefault", rule.IsDefault)]);

    public static XElement Actions(string name, RuleAction action) => Xml.List(name, [action], Action);

    private static object?[] Condition(RuleCondition condition) => condition switch
    {
        HostHeaderCondition host => [Field("host-header"), Values(host.Values), new XElement("HostHeaderConfig", Values(host.Values))],
        PathPatternCondition path => [Field("path-pattern"), Values(path.Values), new XElement("PathPatternConfig", Values(path.Values))],
        HttpHeaderCondition header =>
            [Field("http-header"), new XElement("HttpHeaderConfig", new XElement("HttpHeaderName", header.Name), Values(header.Values))],
        RequestMethodCondition method => [Field("http-request-method"), new XElement("HttpRequestMethodConfig", Values(method.Values))],
        QueryStringCondition query => [Field("query-string"), new XElement("QueryStringConfig", Xml.List("Values", query.Values, pair => [
            pair.Key is null ? null : new XElement("Key", pair.Key), new XElement("Value", pair.Value)]))],
        _ => throw new InvalidOperationException($"Unknown condition {condition.GetType().Name}"),
    };

    private static object?[] Action(RuleAction action) => action switch
    {
        ForwardAction forward => [
            Type("forward"),

            // AWS repeats a lone group in the field of the days before weights.
            forward.Groups is [var only] ? new XElement("TargetGroupArn", only.TargetGroupArn) : null,
            new XElement("Order", 1),
            new XElement("ForwardConfig",
                Xml.List("TargetGroups", forward.Groups, group => [
                    new XElement("TargetGroupArn", group.TargetGroupArn), new XElement("Weight", group.Weight)]),
                new XElement("TargetGroupStickinessConfig",
                    new XElement("Enabled", forward.Sticky is not null),
                    forward.Sticky is { } sticky ? new XElement("DurationSeconds", (int)sticky.TotalSeconds) : null))],
        FixedResponseAction answer => [
            Type("fixed-response"),
            new XElement("Order", 1),
            new XElement("FixedResponseConfig",
                new XElement("StatusCode", answer.StatusCode),
                answer.ContentType is null ? null : new XElement("ContentType", answer.ContentType),
                answer.Body is null ? null : new XElement("MessageBody", answer.Body))],
        RedirectAction redirect => [
            Type("redirect"),
            new XElement("Order", 1),
            new XElement("RedirectConfig",
                new XElement("Protocol", redirect.Protocol),
                new XElement("Port", redirect.Port),
                new XElement("Host", redirect.Host),
                new XElement("Path", redirect.Path),
                new XElement("Query", redirect.Query),
                new XElement("StatusCode", $"HTTP_{redirect.StatusCode}"))],
        _ => throw new InvalidOperationException($"Unknown action {action.GetType().Name}"),
    };

    private static XElement Field(string name) => new("Field", name);

    private static XElement Type(string name) => new("Type", name);

    private static XElement Values(IEnumerable<string> values) => Xml.Strings("Values", values);
}
