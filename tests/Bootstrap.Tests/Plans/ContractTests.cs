using System.Reflection;
using System.Text.Json.Nodes;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Microsoft.Extensions.Logging;
using NSubstitute;
using Publican.Aws;
using Publican.Bootstrap.Policies;
using Publican.Bootstrap.Terraform;
using Publican.Desired;
using Publican.Loop;
using Publican.Observed;
using Publican.Planning;
using Publican.Stack;

namespace Publican.Bootstrap.Plans;

/// <summary>What terraform leaves behind is what the reconciler looks for.</summary>
public sealed class ContractTests
{
    public static TheoryData<string> Files => [.. Plan.Files];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_reconciler_reads_its_outputs_as_terraform_writes_them(string file)
    {
        var plan = Plan.Of(file);
        var ssm = Substitute.For<IAmazonSimpleSystemsManagement>();
        var path = plan.One("aws_ssm_parameter.outputs[\"cluster\"]").Text("name")![..^"cluster".Length];
        ssm.GetParametersByPathAsync(Arg.Any<GetParametersByPathRequest>(), Arg.Any<CancellationToken>()).Returns(new GetParametersByPathResponse
        {
            // What is not known before the apply has some value then.
            Parameters = [.. plan.All("aws_ssm_parameter").Where(parameter => parameter.Text("name")!.StartsWith(path, StringComparison.Ordinal))
                .Select(parameter => new Parameter { Name = parameter.Text("name"), Value = parameter.Text("value") ?? "known after the apply" })],
        });
        var environment = new EnvironmentSpec
        {
            Name = "any", Region = "eu-west-1", Outputs = path, Sweep = TimeSpan.FromSeconds(30),
            Timing = new TimingSpec { ReadLag = TimeSpan.FromSeconds(30), Settle = TimeSpan.FromSeconds(60), MetricDelay = TimeSpan.FromMinutes(3) },
        };

        var outputs = await new OutputsReader(new AwsClients(null!, null!, ssm, null!, null!, null!)).ReadAsync(environment, CancellationToken.None);

        Assert.StartsWith("publican-", outputs.Cluster, StringComparison.Ordinal);
        Assert.Equal(["public", "test"], outputs.Listeners.Keys);
        Assert.Equal($"/publican/{outputs.Cluster["publican-".Length..]}/", path);
        Assert.Contains(plan.All("aws_cloudwatch_log_group"), group => group.Text("name") == outputs.LogGroup);
        Assert.Contains(plan.All("aws_ssm_parameter"), parameter => parameter.Text("name") == $"{path}beer-api/database-url" && parameter.Text("type") == "SecureString");
    }

    /// <summary>Pre-flight would hold every service back.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void Pre_flight_finds_that_tasks_may_have_their_roles(string file)
    {
        foreach (var role in new[] { "execution", "task" })
            Assert.True(TrustPolicy.Allows(Plan.Of(file).One($"module.identity.aws_iam_role.{role}").Text("assume_role_policy")!, "ecs-tasks.amazonaws.com"));
    }

    /// <summary>What is started with a role that has no policy yet fails at its first call. A role is handed on when its policies are there.</summary>
    [Theory]
    [InlineData("execution_role_arn", "aws_iam_role_policy.execution")]
    [InlineData("task_role_arn", "aws_iam_role_policy.exec")]
    [InlineData("reconciler_role_arn", "aws_iam_role_policy.reconciler_reads", "aws_iam_role_policy.reconciler_changes")]
    [InlineData("lever_role_arn", "aws_iam_role_policy_attachment.lever")]
    public void A_role_is_handed_on_with_its_policies(string output, params string[] policies)
    {
        var waits = Plan.Of("environments/production.tfvars").Configuration["module_calls"]!["identity"]!["module"]!["outputs"]![output]!["depends_on"]!.AsArray();
        Assert.Equal(policies, waits.Select(policy => (string?)policy));
    }

    /// <summary>The agent in the task writes a session's log, with the task's role: without the right to, nobody knows what was typed.</summary>
    [Fact]
    public void What_people_type_into_containers_may_be_written_down()
    {
        var plan = Plan.Of("tests/everything.tfvars");
        var group = plan.One("module.cluster.aws_ecs_cluster.this").Text("configuration.execute_command_configuration.log_configuration.cloud_watch_log_group_name");
        var task = Statement.Read(plan.One("module.identity.aws_iam_role_policy.exec[0]").Text("policy")!);
        var nothing = new Dictionary<string, string>();
        var arn = $"arn:aws:logs:eu-west-1:123456789012:log-group:{group}";

        Assert.Contains(plan.All("aws_cloudwatch_log_group"), made => made.Text("name") == group);
        Assert.True(Simulator.Allows(task, new("logs:DescribeLogGroups", "*", nothing)));
        Assert.True(Simulator.Allows(task, new("logs:DescribeLogStreams", $"{arn}:*", nothing)));
        Assert.All(new[] { "logs:CreateLogStream", "logs:PutLogEvents" }, action => Assert.True(Simulator.Allows(task, new(action, $"{arn}:log-stream:ecs-execute-command-1", nothing)), action));
        Assert.False(Simulator.Allows(task, new("logs:PutLogEvents", "arn:aws:logs:eu-west-1:123456789012:log-group:/publican/everything-reconciler:log-stream:publican", nothing)));
    }

    /// <summary>A build for two platforms is five images and more in ECR. Counted with them, what may still be needed would be expired much earlier than the number says.</summary>
    [Fact]
    public void Images_are_counted_by_what_has_a_tag()
    {
        foreach (var lifecycle in Plan.Of("environments/staging.tfvars").All("aws_ecr_lifecycle_policy"))
        {
            var counts = JsonNode.Parse(lifecycle.Text("policy")!)!["rules"]!.AsArray().Select(rule => rule!["selection"]!).Where(selection => (string?)selection["countType"] == "imageCountMoreThan");
            var count = Assert.Single(counts);
            Assert.Equal(("tagged", "*", 500), ((string?)count["tagStatus"], (string?)Assert.Single(count["tagPatternList"]!.AsArray()), (int)count["countNumber"]!));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_alarm_counts_the_line_that_the_loop_writes_and_fears_its_absence(string file)
    {
        var plan = Plan.Of(file);
        var filter = plan.One("module.reconciler[0].aws_cloudwatch_log_metric_filter.heartbeat");
        var alarm = plan.One("module.reconciler[0].aws_cloudwatch_metric_alarm.heartbeat");
        var lines = typeof(ReconcileLoop).GetMethods(BindingFlags.NonPublic | BindingFlags.Static).Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>();

        // A pattern in quotation marks is looked for as it is.
        Assert.Single(lines, line => line.Message.Contains(filter.Text("pattern")!.Trim('"'), StringComparison.Ordinal) && line.Level == LogLevel.Information);
        Assert.Equal(filter.Text("metric_transformation.name"), alarm.Text("metric_name"));
        Assert.Equal(("breaching", "60", "5"), (alarm.Text("treat_missing_data"), alarm.Text("period"), alarm.Text("datapoints_to_alarm")));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Events_of_this_environment_reach_the_queue_and_no_others(string file)
    {
        var plan = Plan.Of(file);
        var environment = plan.One("aws_ssm_parameter.outputs[\"cluster\"]").Text("value")!["publican-".Length..];
        var patterns = plan.All("aws_cloudwatch_event_rule").ToDictionary(rule => rule.Text("name")!["publican-".Length..][(environment.Length + 1)..], rule => rule.Text("event_pattern")!);
        var arn = "arn:aws:ecs:eu-west-1:123456789012";

        Assert.Equal(["deployments", "parameters", "services", "tasks"], patterns.Keys.Order(StringComparer.Ordinal));
        Assert.Equal($$$"""{"detail":{"clusterArn":["{{{arn}}}:cluster/publican-{{{environment}}}"]},"detail-type":["ECS Task State Change"],"source":["aws.ecs"]}""", patterns["tasks"]);
        Assert.Equal($$$"""{"detail-type":["ECS Deployment State Change"],"resources":[{"prefix":"{{{arn}}}:service/publican-{{{environment}}}/"}],"source":["aws.ecs"]}""", patterns["deployments"]);
        Assert.Equal($$$"""{"detail-type":["ECS Service Action"],"resources":[{"prefix":"{{{arn}}}:service/publican-{{{environment}}}/"}],"source":["aws.ecs"]}""", patterns["services"]);
        string[] prefixes = [.. file.Contains("everything", StringComparison.Ordinal) ? ["/desired-state/everything/"] : Array.Empty<string>(), $"/publican/{environment}/"];
        Assert.Equal($$"""{"detail":{"name":[{{string.Join(',', prefixes.Select(prefix => $$"""{"prefix":"{{prefix}}"}"""))}}]},"detail-type":["Parameter Store Change"],"source":["aws.ssm"]}""", patterns["parameters"]);
        Assert.Equal(patterns.Count, plan.All("aws_cloudwatch_event_target").Count);

        // What ./dev up makes in its place, and every test of events with it, is the same.
        foreach (var (name, pattern) in EventRules.Of(environment, $"{arn}:cluster/publican-{environment}").Where(rule => !rule.Key.EndsWith("-parameters", StringComparison.Ordinal)))
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(pattern), JsonNode.Parse(patterns[name[$"publican-{environment}-".Length..]])), name);
    }
}
