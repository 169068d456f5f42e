using System.Text.RegularExpressions;
using Publican.Bootstrap.Policies;
using Publican.Bootstrap.Terraform;

namespace Publican.Bootstrap.Plans;

/// <summary>The reconciler's role and the reconciler's code, held against each other in both directions.</summary>
public sealed class ReconcilersPolicyTests
{
    private const string Environment = "publican:environment", RequestTag = $"aws:RequestTag/{Environment}", ResourceTag = $"aws:ResourceTag/{Environment}";

    /// <summary>Permissions to change something that AWS lets nobody tie to a tag, each with its reason. docs/decisions/0005-least-privilege.md tells them.</summary>
    private static readonly Dictionary<string, string> Exceptions = new(StringComparer.Ordinal)
    {
        ["ecs:DeregisterTaskDefinition"] = "AWS knows neither a resource nor a condition for it. What is deregistered goes on running, and can be registered again",
        ["elasticloadbalancing:SetRulePriorities"] = "AWS knows no condition for it; the resource is the rules of this environment's load balancer",
        ["iam:PassRole"] = "roles by name, and to tasks of ECS only",
        ["sqs:DeleteMessage"] = "one queue by name; a message is a hint",
        ["sqs:ReceiveMessage"] = "the same queue: a message that was received is hidden for a while",
        ["cloudwatch:PutMetricAlarm"] = "Application Auto Scaling asks in the caller's name, without a resource; alarms of the environment itself are denied",
        ["cloudwatch:DeleteAlarms"] = "the same",
        ["sts:AssumeRole"] = "roles by name, of Environments in other accounts",
    };

    public static TheoryData<string> Files => [.. Plan.Files];

    [Fact]
    public void It_may_do_exactly_what_the_code_can_call()
    {
        var allowed = Allowed(PlannedRole.Reconciler(Plan.Of("tests/everything.tfvars")));
        var callable = CallsInCode.OfTheReconciler.SelectMany(call => Permissions.Of(call.Action)).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(callable, allowed);
    }

    /// <summary>Desired state in Git, no role of another account.</summary>
    [Fact]
    public void Without_a_choice_its_permissions_are_not_given()
    {
        var all = Allowed(PlannedRole.Reconciler(Plan.Of("tests/everything.tfvars")));
        var usual = Allowed(PlannedRole.Reconciler(Plan.Of("environments/production.tfvars")));
        var unscaled = Allowed(PlannedRole.Reconciler(Plan.Of("environments/production.tfvars", "reconciler={allow_scaling=false}")));

        Assert.Equal(["ssm:GetParameter", "sts:AssumeRole"], all.Except(usual));
        Assert.Empty(usual.Except(all));
        Assert.Equal(
            [
                "application-autoscaling:DeregisterScalableTarget", "application-autoscaling:PutScalingPolicy", "application-autoscaling:RegisterScalableTarget", "application-autoscaling:TagResource",
                "cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm",
            ],
            usual.Except(unscaled));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void It_changes_only_what_carries_the_tag_of_its_environment(string file)
    {
        var plan = Plan.Of(file);
        var environment = plan.One("aws_ssm_parameter.outputs[\"cluster\"]").Text("value")!["publican-".Length..];

        foreach (var statement in PlannedRole.Changes(plan).Where(statement => statement.IsAllow))
        {
            var tied = statement.Conditions.Where(condition => condition.Operator == "StringEquals" && condition.Key is RequestTag or ResourceTag).ToList();
            Assert.All(tied, condition => Assert.Equal([environment], condition.Values));
            foreach (var action in statement.Actions)
            {
                Assert.DoesNotContain('*', action);
                Assert.True(tied.Count > 0 || Exceptions.ContainsKey(action), $"{statement.Sid}: {action} has no condition on a tag, and is no exception with a reason");
                if (IsCreate(action))
                    Assert.True(tied.Any(condition => condition.Key == RequestTag), $"{statement.Sid}: {action} makes something, and the tag is not demanded in the call");
            }

            // Of the exceptions, only what AWS knows no resource for may be done to anything.
            if (tied.Count == 0)
                Assert.All(statement.Resources, resource => Assert.True(resource != "*" || statement.Actions is ["ecs:DeregisterTaskDefinition"], $"{statement.Sid}: {resource}"));
        }
    }

    /// <summary>The one call that both makes and changes: what is not there yet has no tag, so it is made with the tag in the call or not at all.</summary>
    [Fact]
    public void It_makes_no_scalable_target_without_the_tag_and_changes_no_neighbours_one()
    {
        var role = PlannedRole.Reconciler(Plan.Of("environments/production.tfvars"));
        bool Allows(params (string Key, string Value)[] tags) => Simulator.Allows(
            role, new("application-autoscaling:RegisterScalableTarget", "arn:aws:application-autoscaling:eu-west-1:123456789012:scalable-target/0ec5", tags.ToDictionary(tag => tag.Key, tag => tag.Value)));

        Assert.False(Allows());
        Assert.False(Allows((RequestTag, "staging")));
        Assert.True(Allows((RequestTag, "production")));
        Assert.False(Allows((ResourceTag, "staging")));
        Assert.True(Allows((ResourceTag, "production")));
    }

    [Fact]
    public void Every_exception_is_still_needed()
    {
        var untied = PlannedRole.Changes(Plan.Of("tests/everything.tfvars")).Where(statement => statement.IsAllow && !statement.Asks(RequestTag) && !statement.Asks(ResourceTag)).SelectMany(statement => statement.Actions);
        Assert.Equal(Exceptions.Keys.Order(StringComparer.Ordinal), untied.Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void What_it_only_reads_stands_apart_from_what_it_changes(string file)
    {
        var plan = Plan.Of(file);
        Assert.All(Allowed(PlannedRole.Reads(plan)), action => Assert.Matches(":(Describe|List|Get|BatchGet)", action));
        Assert.DoesNotContain(Allowed(PlannedRole.Changes(plan)), action => action.Contains(":Describe", StringComparison.Ordinal) || action.Contains(":List", StringComparison.Ordinal));
    }

    [Fact]
    public void It_can_neither_take_over_itself_nor_silence_its_own_alarms()
    {
        var role = PlannedRole.Reconciler(Plan.Of("tests/everything.tfvars"));
        const string account = "eu-west-1:123456789012", cluster = "publican-everything";
        var untagged = new Dictionary<string, string> { [RequestTag] = "everything" };

        Assert.True(Simulator.Allows(role, new("ecs:TagResource", $"arn:aws:ecs:{account}:service/{cluster}/legacy-web", untagged)));
        Assert.False(Simulator.Allows(role, new("ecs:TagResource", $"arn:aws:ecs:{account}:service/{cluster}/{cluster}-reconciler", untagged)));
        Assert.True(Simulator.Allows(role, new("cloudwatch:DeleteAlarms", $"arn:aws:cloudwatch:{account}:alarm:TargetTracking-service/x", untagged)));
        Assert.False(Simulator.Allows(role, new("cloudwatch:DeleteAlarms", $"arn:aws:cloudwatch:{account}:alarm:{cluster}-reconciler-heartbeat", untagged)));
    }

    /// <summary>AWS takes no more of a role's inline policies together, white space not counted.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void Policies_of_a_role_fit_into_AWSs_10240_characters(string file)
    {
        foreach (var role in Plan.Of(file).All("aws_iam_role_policy").GroupBy(policy => policy.Text("role") ?? policy.Address))
            Assert.InRange(role.Sum(policy => policy.Text("policy")?.Count(letter => !char.IsWhiteSpace(letter)) ?? 0), 0, 10_240);
    }

    [Fact]
    public void Changing_calls_are_made_by_the_actions_alone() =>
        Assert.Equal(["Actions"], CallsInCode.OfTheReconciler.Where(call => !call.IsRead && call.Service is not ("sts" or "sqs")).Select(call => call.Room).Distinct());

    [Fact]
    public void Who_pulls_levers_may_do_exactly_what_a_lever_calls()
    {
        var policy = Statement.Read(Plan.Of("tests/everything.tfvars").One("module.identity.aws_iam_policy.operator").Text("policy")!);

        // publican rollback reads revisions with the reconciler's own reader.
        var needed = CallsInCode.OfLevers.Select(call => call.Action).Concat(["ecs:DescribeTaskDefinition", "ecs:ListTaskDefinitions"]);
        Assert.Equal(needed.Order(StringComparer.Ordinal), Allowed(policy));
    }

    /// <summary>The page tells people with the policy <c>lever-task</c> to pull levers in a task, and to read what it said.</summary>
    [Fact]
    public async Task Who_pulls_levers_in_a_task_may_do_what_the_page_tells_to_type()
    {
        var plan = Plan.Of("environments/staging.tfvars");
        var policy = Statement.Read(plan.One("module.identity.aws_iam_policy.lever_task").Text("policy")!);
        var page = await File.ReadAllTextAsync(Path.Combine(Offline.Root, "docs/getting-started-aws.md"), TestContext.Current.CancellationToken);
        var chapter = page.Split("\n## ").Single(part => part.Contains("Pulling a lever", StringComparison.Ordinal));
        const string account = "eu-west-1:123456789012", cluster = "publican-staging";

        // The output begins the first command; the CLI's logs tail filters the group's events.
        Assert.Contains("output -raw pull_lever", chapter, StringComparison.Ordinal);
        Assert.Equal("/publican/staging-reconciler", Regex.Match(chapter, "aws logs tail (?<group>[^ ]+) --log-stream-name-prefix lever").Groups["group"].Value);
        var started = new Dictionary<string, string> { ["ecs:cluster"] = $"arn:aws:ecs:{account}:cluster/{cluster}" };
        Assert.True(Simulator.Allows(policy, new("ecs:RunTask", $"arn:aws:ecs:{account}:task-definition/{cluster}-lever:3", started)));
        Assert.False(Simulator.Allows(policy, new("ecs:RunTask", $"arn:aws:ecs:{account}:task-definition/{cluster}-database-setup:3", started)));
        Assert.True(Simulator.Allows(policy, new("logs:FilterLogEvents", $"arn:aws:logs:{account}:log-group:/publican/staging-reconciler:*", new Dictionary<string, string>())));
        Assert.False(Simulator.Allows(policy, new("logs:FilterLogEvents", $"arn:aws:logs:{account}:log-group:/publican/staging:*", new Dictionary<string, string>())));
    }

    private static List<string> Allowed(IEnumerable<Statement> statements) => [.. statements.Where(statement => statement.IsAllow).SelectMany(statement => statement.Actions).Distinct().Order(StringComparer.Ordinal)];

    private static bool IsCreate(string action) => new[] { ":Create", ":Run", "ecs:RegisterTaskDefinition", "AddTags" }.Any(part => action.Contains(part, StringComparison.Ordinal));
}
