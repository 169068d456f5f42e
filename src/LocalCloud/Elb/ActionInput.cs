using System.Collections.Immutable;
using System.Globalization;
using LocalCloud.Protocols;

namespace LocalCloud.Elb;

/// <summary>Reads the one action of a rule or listener.</summary>
internal static class ActionInput
{
    public const int MaxGroupsPerAction = 5;

    /// <param name="list">Actions, or DefaultActions of a listener.</param>
    public static RuleAction Read(QueryInput input, string list)
    {
        var actions = input.List(list);
        if (actions.Count == 0) throw ElbInput.Invalid($"{list} must have an action");
        if (actions.Count > 1) throw new AwsException("InvalidLoadBalancerAction", $"LocalCloud carries out one action a rule; {list} has {actions.Count}");
        var action = actions[0];
        action.AllowOnly("Type", "TargetGroupArn", "Order", "ForwardConfig", "FixedResponseConfig", "RedirectConfig");
        action.Int("Order", 1, 50000);
        return action.Require("Type") switch
        {
            "forward" => Forward(action),
            "fixed-response" => FixedResponse(action.Child("FixedResponseConfig")),
            "redirect" => Redirect(action.Child("RedirectConfig")),
            var type => throw new AwsException("InvalidLoadBalancerAction", $"LocalCloud has the actions forward, fixed-response and redirect, not '{type}'"),
        };
    }

    private static ForwardAction Forward(QueryInput action)
    {
        if (!action.Has("ForwardConfig")) return new ForwardAction([new WeightedGroup(GroupArn(action), 1)], Sticky: null);
        var config = action.Child("ForwardConfig");
        config.AllowOnly("TargetGroups", "TargetGroupStickinessConfig");
        var sticky = Stickiness(config.Child("TargetGroupStickinessConfig"));
        ImmutableArray<WeightedGroup> groups = [.. config.List("TargetGroups").Select(Weighted)];
        if (groups.IsEmpty) throw ElbInput.Invalid("ForwardConfig must have at least one target group");
        if (groups.Length > MaxGroupsPerAction)
            throw new AwsException("TooManyTargetGroups", $"An action can have at most {MaxGroupsPerAction} target groups, not {groups.Length}");
        if (groups.DistinctBy(group => group.TargetGroupArn).Count() < groups.Length) throw ElbInput.Invalid("ForwardConfig names a target group twice");
        if (action["TargetGroupArn"] is { } only && (groups.Length > 1 || groups[0].TargetGroupArn != only))
            throw new AwsException("InvalidLoadBalancerAction", "If both TargetGroupArn and ForwardConfig are specified, ForwardConfig must name just that target group");
        return new ForwardAction(groups, sticky);
    }

    private static WeightedGroup Weighted(QueryInput tuple)
    {
        tuple.AllowOnly("TargetGroupArn", "Weight");
        return new WeightedGroup(GroupArn(tuple), tuple.Int("Weight", 0, 999) ?? 1);
    }

    private static string GroupArn(QueryInput input) => input.Arn("TargetGroupArn", ElbArn.IsTargetGroup, "target group");

    private static TimeSpan? Stickiness(QueryInput stickiness)
    {
        stickiness.AllowOnly("Enabled", "DurationSeconds");
        var duration = stickiness.Int("DurationSeconds", 1, 604_800);
        return stickiness["Enabled"]?.ToLowerInvariant() switch
        {
            null or "false" => null,
            "true" => TimeSpan.FromSeconds(duration ?? throw ElbInput.Invalid("Target group stickiness duration must be between 1 and 604800 seconds")),
            var other => throw ElbInput.Invalid($"TargetGroupStickinessConfig.Enabled must be true or false, not '{other}'"),
        };
    }

    private static FixedResponseAction FixedResponse(QueryInput config)
    {
        config.AllowOnly("StatusCode", "ContentType", "MessageBody");
        var code = config.Require("StatusCode");
        if (code is not ['2' or '4' or '5', >= '0' and <= '9', >= '0' and <= '9']) throw ElbInput.Invalid($"Status code '{code}' must be 2XX, 4XX or 5XX");
        if (config["ContentType"] is { } type and not ("text/plain" or "text/css" or "text/html" or "application/javascript" or "application/json"))
            throw ElbInput.Invalid($"Content type '{type}' must be text/plain, text/css, text/html, application/javascript or application/json");
        if (config["MessageBody"] is { Length: > 1024 }) throw ElbInput.Invalid("A message body can have up to 1024 characters");
        return new FixedResponseAction(int.Parse(code, CultureInfo.InvariantCulture), config["ContentType"], config["MessageBody"]);
    }

    private static RedirectAction Redirect(QueryInput config)
    {
        config.AllowOnly("StatusCode", "Protocol", "Host", "Port", "Path", "Query");
        var code = config.Require("StatusCode") switch
        {
            "HTTP_301" => 301,
            "HTTP_302" => 302,
            var other => throw ElbInput.Invalid($"Redirect status code '{other}' must be HTTP_301 or HTTP_302"),
        };
        var redirect = new RedirectAction(code, config["Protocol"] ?? "#{protocol}", config["Host"] ?? "#{host}", config["Port"] ?? "#{port}",
            config["Path"] ?? "/#{path}", config["Query"] ?? "#{query}");
        if (redirect is { Protocol: "#{protocol}", Host: "#{host}", Port: "#{port}", Path: "/#{path}" })
            throw new AwsException("InvalidLoadBalancerAction", "A redirect must change at least one of protocol, host, port and path, or it would never end");
        return redirect.Path.StartsWith('/') ? redirect : throw ElbInput.Invalid($"Redirect path '{redirect.Path}' must begin with '/'");
    }
}
