using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LocalCloud.Ecs.State;
using LocalCloud.Protocols;
using Microsoft.AspNetCore.WebUtilities;
using Publican.Bootstrap.Policies;
using Publican.Faults.Region;
using Publican.Faults.Runs;

namespace Publican.Faults.Permissions;

/// <summary>
/// What AWS would ask IAM about a call: actions, resources, and the condition keys with the tags that are in the call and on the resource at that moment.
/// After the service authorization reference, https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html.
/// </summary>
internal sealed partial class Authorization(Stage stage)
{
    private const string Account = "eu-west-1:000000000000";

    private static readonly ImmutableDictionary<string, string> Nothing = ImmutableDictionary<string, string>.Empty;

    /// <summary>The service as the signature names it, but for those that IAM calls otherwise.</summary>
    public static string ServiceOf(Call call)
    {
        var signed = Scope().Match(call.Headers.First(header => header.Name.Equals("Authorization", StringComparison.OrdinalIgnoreCase)).Value).Groups["service"].Value;
        return signed == "monitoring" ? "cloudwatch" : signed;
    }

    public IEnumerable<Question> Of(Call call)
    {
        var input = call.Query
            ? QueryTree.Of(QueryHelpers.ParseQuery(call.Text).ToDictionary(pair => pair.Key, pair => pair.Value.ToString()))
            : JsonNode.Parse(call.Text)!.AsObject();
        var service = ServiceOf(call);
        var action = $"{service}:{call.Action}";
        return service switch
        {
            "ecs" => Ecs(action, input),
            "elasticloadbalancing" => Elb(action, input),
            "application-autoscaling" => Scaling(action, input),
            "ssm" => Texts(input, "Names").Concat(Texts(input, "Name")).Concat(Texts(input, "Path")).Select(name => new Question(action, $"arn:aws:ssm:{Account}:parameter{name.Split(':')[0].TrimEnd('/')}", Nothing)),
            "secretsmanager" => [new(action, $"arn:aws:secretsmanager:{Account}:secret:{input["SecretId"]}-AbCdEf", Nothing)],
            "ecr" => [new(action, $"arn:aws:ecr:{Account}:repository/{input["repositoryName"]}", Nothing)],
            "iam" => [new(action, $"arn:aws:iam::000000000000:role/{input["RoleName"]}", Nothing)],
            "logs" => [new(action, call.Action == "GetLogEvents" ? $"arn:aws:logs:{Account}:log-group:{input["logGroupName"]}:log-stream:{input["logStreamName"]}" : "*", Nothing)],
            "cloudwatch" => [new(action, "*", Nothing)],
            _ => throw new NotSupportedException($"nobody said what {action} is asked for"),
        };
    }

    private IEnumerable<Question> Ecs(string action, JsonObject input)
    {
        var cluster = Arn("cluster", $"{input["cluster"]}");
        var inCluster = Nothing.Add("ecs:cluster", cluster);
        var asked = Asked(Tags(input, "tags", "key", "value"));
        var name = cluster[(cluster.LastIndexOf('/') + 1)..];
        switch (action)
        {
            case "ecs:ListServices" or "ecs:ListTasks":
                return [new(action, "*", inCluster)];
            case "ecs:DescribeServices":
                return Texts(input, "services").Select(service => Arn("service", $"{name}/{service}")).Select(arn => new Question(action, arn, inCluster.AddRange(Owned(arn))));
            case "ecs:DescribeTasks":
                return Texts(input, "tasks").Select(arn => new Question(action, arn, inCluster.AddRange(Owned(arn))));
            case "ecs:DescribeTaskDefinition" or "ecs:ListTaskDefinitions" or "ecs:DeregisterTaskDefinition":
                return [new(action, "*", Nothing)];
            case "ecs:RegisterTaskDefinition":
                var definition = Arn("task-definition", $"{input["family"]}:1");
                return
                [
                    new(action, definition, asked), Tagging("ecs", definition, asked, "RegisterTaskDefinition"),
                    .. new[] { "executionRoleArn", "taskRoleArn" }.Select(role => new Question("iam:PassRole", $"{input[role]}", Nothing.Add("iam:PassedToService", "ecs-tasks.amazonaws.com"))),
                ];
            case "ecs:CreateService":
                var made = Arn("service", $"{name}/{input["serviceName"]}");
                return [new(action, made, inCluster.AddRange(asked)), Tagging("ecs", made, asked, "CreateService")];
            case "ecs:RunTask":
                return [new(action, $"{input["taskDefinition"]}", inCluster.AddRange(asked).AddRange(Owned($"{input["taskDefinition"]}"))), Tagging("ecs", Arn("task", $"{name}/new"), asked, "RunTask")];
            case "ecs:UpdateService" or "ecs:DeleteService":
                var service = Arn("service", $"{name}/{input["service"]}");
                return [new(action, service, inCluster.AddRange(Owned(service)))];
            case "ecs:StopTask":
                return [new(action, $"{input["task"]}", inCluster.AddRange(Owned($"{input["task"]}")))];
            case "ecs:DeleteTaskDefinitions":
                return Texts(input, "taskDefinitions").Select(arn => new Question(action, arn, Owned(arn)));
            case "ecs:TagResource":
                return [new(action, $"{input["resourceArn"]}", asked.AddRange(Owned($"{input["resourceArn"]}")))];
            default:
                throw new NotSupportedException($"nobody said what {action} is asked for");
        }
    }

    private IEnumerable<Question> Elb(string action, JsonObject input)
    {
        var asked = Asked(Tags(input, "Tags", "Key", "Value"));
        switch (action["elasticloadbalancing:".Length..])
        {
            case "CreateRule":
                var listener = $"{input["ListenerArn"]}";
                return [new(action, listener, asked), Tagging("elasticloadbalancing", listener.Replace(":listener/", ":listener-rule/", StringComparison.Ordinal) + "/new", asked, "CreateRule")];
            case "CreateTargetGroup":
                var group = $"arn:aws:elasticloadbalancing:{Account}:targetgroup/{input["Name"]}/new";
                return [new(action, group, asked), Tagging("elasticloadbalancing", group, asked, "CreateTargetGroup")];
            case "ModifyRule" or "DeleteRule":
                return [new(action, $"{input["RuleArn"]}", Owned($"{input["RuleArn"]}"))];
            case "ModifyTargetGroup" or "ModifyTargetGroupAttributes" or "DeleteTargetGroup":
                return [new(action, $"{input["TargetGroupArn"]}", Owned($"{input["TargetGroupArn"]}"))];
            case "SetRulePriorities":
                return input["RulePriorities"]!.AsArray().Select(pair => new Question(action, $"{pair!["RuleArn"]}", Nothing));
            case var read when read.StartsWith("Describe", StringComparison.Ordinal):
                return [new(action, "*", Nothing)];
            default:
                throw new NotSupportedException($"nobody said what {action} is asked for");
        }
    }

    private IEnumerable<Question> Scaling(string action, JsonObject input)
    {
        if (action.Contains(":Describe", StringComparison.Ordinal))
            return [new(action, "*", Nothing)];
        var known = stage.Scaling.With(() => stage.Scaling.Targets.Values.FirstOrDefault(target => target.ResourceId == $"{input["ResourceId"]}"));
        var arn = known?.Arn ?? $"arn:aws:application-autoscaling:{Account}:scalable-target/new";
        var tags = (input["Tags"] as JsonObject ?? []).ToImmutableDictionary(tag => tag.Key, tag => $"{tag.Value}");
        var asked = Asked(tags);
        var question = new Question(action, arn, asked.AddRange(Resource(known?.Tags)));
        return action switch
        {
            "application-autoscaling:RegisterScalableTarget" when tags.Count > 0 => [question, new("application-autoscaling:TagResource", arn, asked)],
            "application-autoscaling:PutScalingPolicy" => [question, .. new[] { "Put", "Delete" }.Select(verb => new Question($"cloudwatch:{verb}{(verb == "Put" ? "MetricAlarm" : "Alarms")}", $"arn:aws:cloudwatch:{Account}:alarm:", Nothing))],
            _ => [question],
        };
    }

    private static Question Tagging(string service, string arn, ImmutableDictionary<string, string> asked, string create) =>
        new($"{service}:{(service == "ecs" ? "TagResource" : "AddTags")}", arn, asked.Add($"{service}:CreateAction", create));

    private static ImmutableDictionary<string, string> Asked(IEnumerable<KeyValuePair<string, string>> tags) => tags.ToImmutableDictionary(tag => $"aws:RequestTag/{tag.Key}", tag => tag.Value);

    private static ImmutableDictionary<string, string> Resource(IEnumerable<KeyValuePair<string, string>>? tags) => (tags ?? []).ToImmutableDictionary(tag => $"aws:ResourceTag/{tag.Key}", tag => tag.Value);

    private ImmutableDictionary<string, string> Owned(string arn)
    {
        if (arn.Contains(":elasticloadbalancing:", StringComparison.Ordinal))
        {
            var state = stage.Balancers.Current;
            return Resource(state.TargetGroups.GetValueOrDefault(arn)?.Tags ?? state.Listeners.Values.Select(listener => listener.Find(arn)).FirstOrDefault(rule => rule is not null)?.Tags);
        }

        lock (stage.Ecs.Gate)
        {
            TagSet? tags = stage.Ecs.Services.Values.FirstOrDefault(service => service.Arn == arn)?.Tags
                ?? stage.Ecs.Tasks.Values.FirstOrDefault(task => task.Arn == arn)?.Tags
                ?? stage.Ecs.Families.Values.SelectMany(family => family).FirstOrDefault(definition => definition.TaskDefinitionArn == arn)?.Tags;
            return Resource(tags?.Items);
        }
    }

    private static string Arn(string kind, string name) => name.StartsWith("arn:", StringComparison.Ordinal) ? name : name.Contains("/arn:", StringComparison.Ordinal) ? name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..] : $"arn:aws:ecs:{Account}:{kind}/{name}";

    private static IEnumerable<string> Texts(JsonObject input, string name) => input[name] is JsonArray list ? list.Select(item => $"{item}") : input[name] is { } one ? [$"{one}"] : [];

    private static IEnumerable<KeyValuePair<string, string>> Tags(JsonObject input, string list, string key, string value) =>
        (input[list] as JsonArray ?? []).Select(tag => KeyValuePair.Create($"{tag![key]}", $"{tag[value]}"));

    [GeneratedRegex("/[0-9]{8}/[^/]+/(?<service>[^/]+)/aws4_request")]
    private static partial Regex Scope();
}
