using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using LocalCloud.Tests.Support;
using static LocalCloud.Tests.Support.EcsStories;

namespace LocalCloud.Tests.Conformance;

/// <summary>One story in which every operation is called with rich input, and every answer held against the service's model.</summary>
public sealed partial class WholeStoryTests : IAsyncLifetime
{
    private const string Ecs = "AmazonEC2ContainerServiceV20141113.", Ssm = "AmazonSSM.", Logs = "Logs_20140328.", CloudWatch = "GraniteServiceVersion20100801.", Ecr = "AmazonEC2ContainerRegistry_V20150921.", Scaling = "AnyScaleFrontendService.", Sqs = "AmazonSQS.", Events = "AWSEvents.";
    private const string ElbVersion = "2015-12-01", StsVersion = "2011-06-15", IamVersion = "2010-05-08";
    private readonly HashSet<string> _called = [];
    private TestRegion _region = null!;

    public async ValueTask InitializeAsync() => _region = await TestRegion.StartAsync();

    public ValueTask DisposeAsync() => _region.DisposeAsync();

    [Fact]
    public async Task Every_operation_is_called_and_its_answer_fits_the_services_model()
    {
        Assert.SkipUnless(AnswerCheck.HasModels, "botocore is not installed for python3, so there are no service models to check against");
        await PrepareAsync();
        var group = await BalanceAsync();
        await RunAsync(group);
        await ScaleAsync();
        await ParametersAsync();
        await EventsAsync();
        await MetricsAsync(group);
        await QueryAsync(StsVersion, "GetCallerIdentity");
        await QueryAsync(StsVersion, "AssumeRole", null, ("RoleArn", "arn:aws:iam::000000000000:role/team/execution"), ("RoleSessionName", "story"), ("DurationSeconds", "900"));
        await CleanUpAsync(group);

        string[] supported =
        [
            .. await SupportedAsync(Ecs), .. await SupportedAsync(Ssm), .. await SupportedAsync(Logs), .. await SupportedAsync(CloudWatch),
            .. await SupportedAsync(ElbVersion), .. await SupportedAsync(StsVersion), .. await SupportedAsync(IamVersion), .. await SupportedAsync(Ecr), .. await SupportedAsync(Scaling),
            .. await SupportedAsync(Sqs), .. await SupportedAsync(Events),
        ];
        Assert.NotEmpty(supported);
        Assert.Equal([], supported.Except(_called).Order());
    }

    private async Task PrepareAsync()
    {
        await QueryAsync(IamVersion, "CreateRole", null, ("RoleName", "execution"), ("Path", "/team/"), ("Description", "d"), ("MaxSessionDuration", "7200"),
            ("AssumeRolePolicyDocument", """{"Version":"2012-10-17","Statement":[]}"""));
        await QueryAsync(IamVersion, "GetRole", null, ("RoleName", "execution"));
        await JsonAsync(Logs, "CreateLogGroup", new { logGroupName = "web" });
        await JsonAsync(Logs, "DescribeLogGroups", new { logGroupNamePrefix = "w" });
        await QueryAsync(ElbVersion, "DescribeAccountLimits");
        _region.Script("web:1", "echo hello; while :; do sleep 0.05; done");
        var found = await JsonAsync(Ecr, "BatchGetImage", new { repositoryName = "web", imageIds = new object[] { new { imageTag = "1" }, new { imageTag = "9" } } });
        var manifest = JsonNode.Parse((string)found["images"]![0]!["imageManifest"]!)!;
        await JsonAsync(Ecr, "GetDownloadUrlForLayer", new { repositoryName = "web", layerDigest = (string)manifest["config"]!["digest"]! });
    }

    private async Task EventsAsync()
    {
        var url = (string)(await JsonAsync(Sqs, "CreateQueue", new { QueueName = "events", Attributes = new { VisibilityTimeout = "60" } }))["QueueUrl"]!;
        await JsonAsync(Sqs, "GetQueueUrl", new { QueueName = "events" });
        var attributes = await JsonAsync(Sqs, "GetQueueAttributes", new { QueueUrl = url, AttributeNames = new[] { "All" } });
        await JsonAsync(Events, "PutRule", new { Name = "parameters", Description = "d", EventPattern = """{"source":["aws.ssm"]}""" });
        await JsonAsync(Events, "PutTargets", new { Rule = "parameters", Targets = new[] { new { Id = "queue", Arn = (string)attributes["Attributes"]!["QueueArn"]! } } });
        await JsonAsync(Events, "DescribeRule", new { Name = "parameters" });
        await JsonAsync(Events, "ListRules", new { NamePrefix = "p" });
        await JsonAsync(Events, "ListTargetsByRule", new { Rule = "parameters" });
        await JsonAsync(Ssm, "PutParameter", new { Name = "/told", Value = "x", Type = "String" });
        await JsonAsync(Sqs, "SendMessage", new { QueueUrl = url, MessageBody = "by hand" });
        var received = await JsonAsync(Sqs, "ReceiveMessage", new { QueueUrl = url, MaxNumberOfMessages = 10, AttributeNames = new[] { "All" } });
        await JsonAsync(Sqs, "DeleteMessage", new { QueueUrl = url, ReceiptHandle = (string)received["Messages"]![0]!["ReceiptHandle"]! });
        await JsonAsync(Sqs, "DeleteMessageBatch", new
        {
            QueueUrl = url,
            Entries = new[] { new { Id = "good", ReceiptHandle = (string)received["Messages"]![1]!["ReceiptHandle"]! }, new { Id = "bad", ReceiptHandle = "no handle" } },
        });
        await JsonAsync(Events, "RemoveTargets", new { Rule = "parameters", Ids = new[] { "queue" } });
        await JsonAsync(Events, "DeleteRule", new { Name = "parameters" });
    }

    private async Task<string> BalanceAsync()
    {
        var balancer = await QueryAsync(ElbVersion, "CreateLoadBalancer", "LoadBalancerArn", ("Name", "public"), ("Subnets.member.1", "subnet-a"), ("Subnets.member.2", "subnet-b"),
            ("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "beer"));
        var group = await QueryAsync(ElbVersion, "CreateTargetGroup", "TargetGroupArn", ("Name", "web"), ("Protocol", "HTTP"), ("Port", "8080"), ("VpcId", "vpc-1"),
            ("TargetType", "ip"), ("HealthCheckPath", "/"), ("Matcher.HttpCode", "200-499"));
        await QueryAsync(ElbVersion, "ModifyTargetGroup", null, ("TargetGroupArn", group), ("HealthCheckIntervalSeconds", "5"), ("HealthCheckTimeoutSeconds", "2"));
        await QueryAsync(ElbVersion, "ModifyTargetGroupAttributes", null, ("TargetGroupArn", group),
            ("Attributes.member.1.Key", "deregistration_delay.timeout_seconds"), ("Attributes.member.1.Value", "0"));
        await QueryAsync(ElbVersion, "DescribeTargetGroupAttributes", null, ("TargetGroupArn", group));
        await QueryAsync(ElbVersion, "ModifyLoadBalancerAttributes", null, ("LoadBalancerArn", balancer), ("Attributes.member.1.Key", "idle_timeout.timeout_seconds"), ("Attributes.member.1.Value", "30"));
        await QueryAsync(ElbVersion, "DescribeLoadBalancerAttributes", null, ("LoadBalancerArn", balancer));
        var listener = await QueryAsync(ElbVersion, "CreateListener", "ListenerArn", ("LoadBalancerArn", balancer), ("Protocol", "HTTP"), ("Port", "8080"),
            ("DefaultActions.member.1.Type", "fixed-response"), ("DefaultActions.member.1.FixedResponseConfig.StatusCode", "404"),
            ("DefaultActions.member.1.FixedResponseConfig.ContentType", "text/plain"), ("DefaultActions.member.1.FixedResponseConfig.MessageBody", "nothing"));
        var rule = await QueryAsync(ElbVersion, "CreateRule", "RuleArn", ("ListenerArn", listener), ("Priority", "10"),
            ("Conditions.member.1.Field", "http-header"), ("Conditions.member.1.HttpHeaderConfig.HttpHeaderName", "X-Preview"), ("Conditions.member.1.HttpHeaderConfig.Values.member.1", "yes"),
            ("Conditions.member.2.Field", "query-string"), ("Conditions.member.2.QueryStringConfig.Values.member.1.Key", "a"), ("Conditions.member.2.QueryStringConfig.Values.member.1.Value", "b"),
            ("Actions.member.1.Type", "redirect"), ("Actions.member.1.RedirectConfig.StatusCode", "HTTP_302"), ("Actions.member.1.RedirectConfig.Path", "/new"));
        await QueryAsync(ElbVersion, "ModifyRule", null, ("RuleArn", rule), ("Actions.member.1.Type", "forward"),
            ("Actions.member.1.ForwardConfig.TargetGroups.member.1.TargetGroupArn", group), ("Actions.member.1.ForwardConfig.TargetGroups.member.1.Weight", "5"),
            ("Actions.member.1.ForwardConfig.TargetGroupStickinessConfig.Enabled", "true"), ("Actions.member.1.ForwardConfig.TargetGroupStickinessConfig.DurationSeconds", "60"));
        await QueryAsync(ElbVersion, "SetRulePriorities", null, ("RulePriorities.member.1.RuleArn", rule), ("RulePriorities.member.1.Priority", "20"));
        await QueryAsync(ElbVersion, "ModifyListener", null, ("ListenerArn", listener), ("DefaultActions.member.1.Type", "forward"), ("DefaultActions.member.1.TargetGroupArn", group));
        await QueryAsync(ElbVersion, "AddTags", null, ("ResourceArns.member.1", rule), ("Tags.member.1.Key", "k"), ("Tags.member.1.Value", "v"));
        await QueryAsync(ElbVersion, "DescribeTags", null, ("ResourceArns.member.1", rule), ("ResourceArns.member.2", balancer));
        await QueryAsync(ElbVersion, "RemoveTags", null, ("ResourceArns.member.1", rule), ("TagKeys.member.1", "k"));
        await QueryAsync(ElbVersion, "RegisterTargets", null, ("TargetGroupArn", group), ("Targets.member.1.Id", "127.0.0.9"), ("Targets.member.1.Port", "1"));
        await QueryAsync(ElbVersion, "DeregisterTargets", null, ("TargetGroupArn", group), ("Targets.member.1.Id", "127.0.0.9"), ("Targets.member.1.Port", "1"));
        await QueryAsync(ElbVersion, "DescribeLoadBalancers");
        await QueryAsync(ElbVersion, "DescribeListeners", null, ("LoadBalancerArn", balancer));
        await QueryAsync(ElbVersion, "DescribeRules", null, ("ListenerArn", listener));
        await QueryAsync(ElbVersion, "DescribeTargetGroups");
        return group;
    }

    private async Task RunAsync(string group)
    {
        await JsonAsync(Ecs, "CreateCluster", new { clusterName = Cluster, tags = new[] { new { key = "a", value = "b" } } });
        await JsonAsync(Ecs, "RegisterTaskDefinition", new
        {
            family = "web", networkMode = "awsvpc", cpu = "256", memory = "512", requiresCompatibilities = new[] { "FARGATE" },
            executionRoleArn = "arn:aws:iam::000000000000:role/execution", runtimePlatform = new { cpuArchitecture = "X86_64", operatingSystemFamily = "LINUX" },
            containerDefinitions = new object[]
            {
                new
                {
                    name = "main", image = "web:1", portMappings = new[] { new { containerPort = 8080 } }, environment = new[] { new { name = "A", value = "b" } },
                    healthCheck = new { command = new[] { "CMD", "true" } }, dependsOn = new[] { new { containerName = "side", condition = "START" } },
                    logConfiguration = new { logDriver = "awslogs", options = new Dictionary<string, string> { ["awslogs-group"] = "web", ["awslogs-region"] = "eu-west-1", ["awslogs-stream-prefix"] = "t" } },
                },
                new { name = "side", image = "web:1", essential = false },
            },
        });
        await JsonAsync(Ecs, "CreateService", new
        {
            cluster = Cluster, serviceName = "web", taskDefinition = "web", desiredCount = 1, launchType = "FARGATE", networkConfiguration = Network,
            loadBalancers = new[] { new { targetGroupArn = group, containerName = "main", containerPort = 8080 } }, healthCheckGracePeriodSeconds = 300,
            deploymentConfiguration = new { deploymentCircuitBreaker = new { enable = true, rollback = true } },
        });
        await JsonAsync(Ecs, "UpdateService", new { cluster = Cluster, service = "web", forceNewDeployment = true });
        var run = await JsonAsync(Ecs, "RunTask", new { cluster = Cluster, taskDefinition = "web", networkConfiguration = Network, startedBy = "me" });
        var task = (string)run["tasks"]![0]!["taskArn"]!;
        await _region.TaskInAsync(task, "RUNNING");
        await JsonAsync(Ecs, "DescribeTasks", new { cluster = Cluster, tasks = new[] { task }, include = new[] { "TAGS" } });
        await JsonAsync(Logs, "GetLogEvents", new { logGroupName = "web", logStreamName = $"t/main/{task.Split('/')[^1]}" });
        await JsonAsync(Ecs, "StopTask", new { cluster = Cluster, task, reason = "enough" });
        await _region.TaskInAsync(task, "STOPPED");
        await JsonAsync(Ecs, "DescribeTasks", new { cluster = Cluster, tasks = new[] { task, "missing" } });
        await JsonAsync(Ecs, "ListTasks", new { cluster = Cluster, serviceName = "web" });
        await JsonAsync(Ecs, "DescribeServices", new { cluster = Cluster, services = new[] { "web", "missing" }, include = new[] { "TAGS" } });
        await JsonAsync(Ecs, "ListServices", new { cluster = Cluster });
        await JsonAsync(Ecs, "DescribeTaskDefinition", new { taskDefinition = "web:1", include = new[] { "TAGS" } });
        await JsonAsync(Ecs, "ListTaskDefinitions", new { familyPrefix = "web" });
        await JsonAsync(Ecs, "ListTaskDefinitionFamilies", new { });
        await JsonAsync(Ecs, "DescribeClusters", new { clusters = new[] { Cluster, "missing" }, include = new[] { "TAGS" } });
        await JsonAsync(Ecs, "ListClusters", new { });
        var service = (string)(await _region.ServiceAsync("web"))["serviceArn"]!;
        await JsonAsync(Ecs, "TagResource", new { resourceArn = service, tags = new[] { new { key = "k", value = "v" } } });
        await JsonAsync(Ecs, "ListTagsForResource", new { resourceArn = service });
        await JsonAsync(Ecs, "UntagResource", new { resourceArn = service, tagKeys = new[] { "k" } });
    }

    private async Task ScaleAsync()
    {
        var named = new { ServiceNamespace = "ecs", ResourceId = $"service/{Cluster}/web", ScalableDimension = "ecs:service:DesiredCount" };
        var arn = (string)(await JsonAsync(Scaling, "RegisterScalableTarget", new
        {
            named.ServiceNamespace, named.ResourceId, named.ScalableDimension, MinCapacity = 2, MaxCapacity = 3, Tags = new { team = "beer" },
            SuspendedState = new { DynamicScalingInSuspended = true, DynamicScalingOutSuspended = true, ScheduledScalingSuspended = true },
        }))["ScalableTargetARN"]!;
        await JsonAsync(Scaling, "PutScalingPolicy", new
        {
            named.ServiceNamespace, named.ResourceId, named.ScalableDimension, PolicyName = "cpu", PolicyType = "TargetTrackingScaling",
            TargetTrackingScalingPolicyConfiguration = new
            {
                TargetValue = 60.5, PredefinedMetricSpecification = new { PredefinedMetricType = "ECSServiceAverageCPUUtilization" },
                ScaleOutCooldown = 60, ScaleInCooldown = 120, DisableScaleIn = true,
            },
        });
        await JsonAsync(Scaling, "DescribeScalableTargets", new { named.ServiceNamespace, ResourceIds = new[] { named.ResourceId }, named.ScalableDimension });
        await JsonAsync(Scaling, "DescribeScalingPolicies", named);
        await JsonAsync(Scaling, "DescribeScalingActivities", named);
        await JsonAsync(Scaling, "TagResource", new { ResourceARN = arn, Tags = new { colour = "blue" } });
        await JsonAsync(Scaling, "ListTagsForResource", new { ResourceARN = arn });
        await JsonAsync(Scaling, "UntagResource", new { ResourceARN = arn, TagKeys = new[] { "team" } });
        await JsonAsync(Scaling, "DeleteScalingPolicy", new { named.ServiceNamespace, named.ResourceId, named.ScalableDimension, PolicyName = "cpu" });
        await JsonAsync(Scaling, "DeregisterScalableTarget", named);
    }

    private async Task ParametersAsync()
    {
        await JsonAsync(Ssm, "PutParameter", new { Name = "/a/b", Value = "x", Type = "SecureString", Description = "d" });
        await JsonAsync(Ssm, "LabelParameterVersion", new { Name = "/a/b", Labels = new[] { "now", "1bad" } });
        await JsonAsync(Ssm, "GetParameter", new { Name = "/a/b:now", WithDecryption = true });
        await JsonAsync(Ssm, "GetParameters", new { Names = new[] { "/a/b", "/missing" } });
        await JsonAsync(Ssm, "GetParametersByPath", new { Path = "/a" });
        await JsonAsync(Ssm, "GetParameterHistory", new { Name = "/a/b" });
        await JsonAsync(Ssm, "DescribeParameters", new { });
        await JsonAsync(Ssm, "UnlabelParameterVersion", new { Name = "/a/b", ParameterVersion = 1, Labels = new[] { "now" } });
        await JsonAsync(Ssm, "AddTagsToResource", new { ResourceType = "Parameter", ResourceId = "/a/b", Tags = new[] { new { Key = "k", Value = "v" } } });
        await JsonAsync(Ssm, "ListTagsForResource", new { ResourceType = "Parameter", ResourceId = "/a/b" });
        await JsonAsync(Ssm, "RemoveTagsFromResource", new { ResourceType = "Parameter", ResourceId = "/a/b", TagKeys = new[] { "k" } });
        await JsonAsync(Ssm, "DeleteParameter", new { Name = "/a/b" });
        await JsonAsync(Ssm, "DeleteParameters", new { Names = new[] { "/missing" } });
    }

    private async Task MetricsAsync(string group)
    {
        var dimensions = new[] { new { Name = "LoadBalancer", Value = "app/public/1" }, new { Name = "TargetGroup", Value = group[group.IndexOf("targetgroup/", StringComparison.Ordinal)..] } };
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        await JsonAsync(CloudWatch, "GetMetricData", new
        {
            StartTime = now - 60, EndTime = now + 60,
            MetricDataQueries = new[] { new { Id = "q", MetricStat = new { Period = 1, Stat = "Sum", Metric = new { Namespace = "AWS/ApplicationELB", MetricName = "RequestCount", Dimensions = dimensions } } } },
        });
        await JsonAsync(CloudWatch, "PutMetricAlarm", new
        {
            AlarmName = "high", AlarmDescription = "d", Namespace = "AWS/ApplicationELB", MetricName = "RequestCount", Statistic = "Sum", Period = 60, Dimensions = dimensions,
            EvaluationPeriods = 2, DatapointsToAlarm = 1, Threshold = 5.5, ComparisonOperator = "GreaterThanThreshold", TreatMissingData = "notBreaching",
        });
        await JsonAsync(CloudWatch, "SetAlarmState", new { AlarmName = "high", StateValue = "ALARM", StateReason = "drill" });
        await JsonAsync(CloudWatch, "DescribeAlarms", new { AlarmNames = new[] { "high" } });
        await JsonAsync(CloudWatch, "DeleteAlarms", new { AlarmNames = new[] { "high" } });
    }

    private async Task CleanUpAsync(string group)
    {
        await QueryAsync(ElbVersion, "DescribeTargetHealth", null, ("TargetGroupArn", group));
        await JsonAsync(Ecs, "DeleteService", new { cluster = Cluster, service = "web", force = true });
        await Fact.ComesTrueAsync(() => _region.ServiceAsync("web"), service => (string)service["status"]! == "INACTIVE");
        await JsonAsync(Ecs, "DeregisterTaskDefinition", new { taskDefinition = "web:1" });
        await JsonAsync(Ecs, "DeleteTaskDefinitions", new { taskDefinitions = new[] { "web:1", "web:9" } });
        await JsonAsync(Ecs, "DeleteCluster", new { cluster = Cluster });
        var balancer = await QueryAsync(ElbVersion, "DescribeLoadBalancers", "LoadBalancerArn");
        var listener = await QueryAsync(ElbVersion, "DescribeListeners", "ListenerArn", ("LoadBalancerArn", balancer));
        await QueryAsync(ElbVersion, "DeleteRule", null, ("RuleArn", await QueryAsync(ElbVersion, "DescribeRules", "RuleArn", ("ListenerArn", listener))));
        await QueryAsync(ElbVersion, "DeleteListener", null, ("ListenerArn", listener));
        await QueryAsync(ElbVersion, "DeleteLoadBalancer", null, ("LoadBalancerArn", balancer));
        await QueryAsync(ElbVersion, "DeleteTargetGroup", null, ("TargetGroupArn", group));
    }

    private async Task<JsonNode> JsonAsync(string service, string action, object input)
    {
        _called.Add(service + action);
        return await _region.CallAsync(service + action, input);
    }

    private async Task<string> QueryAsync(string version, string action, string? wanted = null, params (string Name, string Value)[] parameters)
    {
        _called.Add(version + action);
        var form = parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value);
        (form["Action"], form["Version"]) = (action, version);
        using var answer = await _region.QueryAsync(form);
        var body = XElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.True(answer.IsSuccessStatusCode, $"{action}: {body}");
        AnswerCheck.Query(version, action, body, isError: false);
        return wanted is null ? "" : body.Descendants().First(element => element.Name.LocalName == wanted).Value;
    }

    /// <summary>An operation that nobody has is refused with the list of those there are.</summary>
    private async Task<IEnumerable<string>> SupportedAsync(string service)
    {
        string refusal;
        if (service.EndsWith('.'))
        {
            refusal = (await Assert.ThrowsAsync<AwsCallException>(() => _region.CallAsync(service + "Nonsense", new { }))).AwsMessage;
        }
        else
        {
            using var answer = await _region.QueryAsync(new() { ["Action"] = "Nonsense", ["Version"] = service });
            refusal = await answer.Content.ReadAsStringAsync();
        }

        return SupportsPattern().Match(refusal).Groups[1].Value.Split(", ").Select(action => service + action);
    }

    [GeneratedRegex(@"It supports ([A-Za-z, ]+)\.")]
    private static partial Regex SupportsPattern();
}
