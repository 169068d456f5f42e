using Amazon.ECS.Model;
using Amazon.ElasticLoadBalancingV2.Model;
using Amazon.Runtime;
using Amazon.SimpleSystemsManagement.Model;
using Tag = Amazon.ElasticLoadBalancingV2.Model.Tag;
using Task = System.Threading.Tasks.Task;

namespace Publican.AwsSmoke;

/// <param name="Claim">As docs/local-cloud.md says it.</param>
/// <param name="ProblemAsync">Null when it holds, else what was found instead.</param>
internal sealed record Assumption(string Claim, Func<SmokeRegion, Stage, Task<string?>> ProblemAsync);

/// <summary>What LocalCloud does without a page of AWS that says so, as far as it can be seen without running a task.</summary>
internal static class Assumptions
{
    public static readonly IReadOnlyList<Assumption> All =
    [
        new("a target group without a load balancer is InvalidParameterException at CreateService", CreateWithoutBalancerAsync),
        new("… and at UpdateService", UpdateWithoutBalancerAsync),
        new("UpdateService with equal values starts no deployment, forceNewDeployment does", EqualUpdateAsync),
        new("more than 5 groups in an action is TooManyTargetGroups", SixGroupsAsync),
        new("a repeated CreateTargetGroup does not compare tags and changes none", RepeatedTagsAsync),
        new("a target of a group that no rule names is unused", (region, stage) => HealthAsync(region, stage.Groups[2], "unused")),
        new("a target of a group with weight 0 in a rule is checked", (region, stage) => HealthAsync(region, stage.Groups[1], "initial", "unhealthy")),
        new("ModifyRule replaces the action list and leaves the conditions it is not sent", ModifyRuleAsync),
        new("weights may all be 0", AllWeightsZeroAsync),
        new("GetParametersByPath cuts its pages before it filters: an empty page may have a token", EmptyPageAsync),
        new("labels that AWS does not take are listed, not refused", BadLabelAsync),
    ];

    private static Task<string?> CreateWithoutBalancerAsync(SmokeRegion region, Stage stage) => RefusalAsync("InvalidParameterException", async () =>
    {
        await region.Ecs.CreateServiceAsync(Service(region, stage, $"{stage.Cluster}-orphan", stage.Groups[2]));
        DeleteServiceAtEnd(region, stage, $"{stage.Cluster}-orphan");
    });

    private static async Task<string?> UpdateWithoutBalancerAsync(SmokeRegion region, Stage stage)
    {
        await region.Ecs.CreateServiceAsync(Service(region, stage, stage.Cluster, stage.Groups[0]));
        DeleteServiceAtEnd(region, stage, stage.Cluster);
        return await RefusalAsync("InvalidParameterException", () => region.Ecs.UpdateServiceAsync(new UpdateServiceRequest
        {
            Cluster = stage.Cluster, Service = stage.Cluster, ForceNewDeployment = true, LoadBalancers = Service(region, stage, "", stage.Groups[2]).LoadBalancers,
        }));
    }

    private static async Task<string?> EqualUpdateAsync(SmokeRegion region, Stage stage)
    {
        var before = await PrimaryAsync(region, stage);
        await region.Ecs.UpdateServiceAsync(new UpdateServiceRequest { Cluster = stage.Cluster, Service = stage.Cluster, TaskDefinition = stage.TaskDefinition });
        if (await PrimaryAsync(region, stage) != before) return "the equal value started a deployment";
        await region.Ecs.UpdateServiceAsync(new UpdateServiceRequest { Cluster = stage.Cluster, Service = stage.Cluster, ForceNewDeployment = true });
        return await PrimaryAsync(region, stage) == before ? "forceNewDeployment started none" : null;
    }

    private static Task<string?> SixGroupsAsync(SmokeRegion region, Stage stage) => RefusalAsync("TooManyTargetGroups", () =>
        region.Elb.ModifyRuleAsync(new ModifyRuleRequest { RuleArn = stage.Rule, Actions = [Stage.Forward([.. stage.Groups.Take(6).Select(group => (group, 1))])] }));

    private static async Task<string?> RepeatedTagsAsync(SmokeRegion region, Stage stage)
    {
        var name = (await region.Elb.DescribeTargetGroupsAsync(new DescribeTargetGroupsRequest { TargetGroupArns = [stage.Groups[2]] })).TargetGroups[0].TargetGroupName;
        var request = Stage.Group(region, name);
        request.Tags = [new Tag { Key = "later", Value = "yes" }];
        await region.Elb.CreateTargetGroupAsync(request);
        var tags = (await region.Elb.DescribeTagsAsync(new DescribeTagsRequest { ResourceArns = [stage.Groups[2]] })).TagDescriptions[0].Tags ?? [];
        return tags.Count == 0 ? null : $"the group has {tags.Count} tags now";
    }

    private static async Task<string?> HealthAsync(SmokeRegion region, string group, params string[] states)
    {
        // An address of the VPC that nobody has to have.
        var target = new TargetDescription { Id = region.Options.Endpoint is null ? "10.255.255.250" : "127.255.255.250", Port = 80, AvailabilityZone = region.Options.Endpoint is null ? "all" : null };
        await region.Elb.RegisterTargetsAsync(new RegisterTargetsRequest { TargetGroupArn = group, Targets = [target] });
        region.AtEnd($"target of {group}", () => region.Elb.DeregisterTargetsAsync(new DeregisterTargetsRequest { TargetGroupArn = group, Targets = [target] }));
        var state = (string)(await region.Elb.DescribeTargetHealthAsync(new DescribeTargetHealthRequest { TargetGroupArn = group })).TargetHealthDescriptions[0].TargetHealth.State;
        return states.Contains(state) ? null : $"it is {state}";
    }

    private static async Task<string?> ModifyRuleAsync(SmokeRegion region, Stage stage)
    {
        var rule = (await region.Elb.ModifyRuleAsync(new ModifyRuleRequest { RuleArn = stage.Rule, Actions = [Stage.Forward((stage.Groups[1], 3))] })).Rules[0];
        return (rule.Actions[0].ForwardConfig.TargetGroups.Count, rule.Conditions.Count) is (1, 1) ? null : "groups or conditions of before are mixed in";
    }

    private static async Task<string?> AllWeightsZeroAsync(SmokeRegion region, Stage stage)
    {
        await region.Elb.ModifyRuleAsync(new ModifyRuleRequest { RuleArn = stage.Rule, Actions = [Stage.Forward((stage.Groups[0], 0), (stage.Groups[1], 0))] });
        return null;
    }

    private static async Task<string?> EmptyPageAsync(SmokeRegion region, Stage stage)
    {
        for (var index = 0; index < 12; index++) await Stage.ParameterAsync(region, $"/{stage.Cluster}/deeper/p{index:D2}");
        await Stage.ParameterAsync(region, $"/{stage.Cluster}/z");
        var page = await region.Ssm.GetParametersByPathAsync(new GetParametersByPathRequest { Path = $"/{stage.Cluster}" });
        return page.NextToken is null ? $"the first page has {page.Parameters.Count} parameters and no token" : null;
    }

    private static async Task<string?> BadLabelAsync(SmokeRegion region, Stage stage)
    {
        await Stage.ParameterAsync(region, $"/{stage.Cluster}/label");
        var answer = await region.Ssm.LabelParameterVersionAsync(new LabelParameterVersionRequest { Name = $"/{stage.Cluster}/label", Labels = ["good", "1bad"] });
        return answer.InvalidLabels is ["1bad"] ? null : $"invalid are {string.Join(", ", answer.InvalidLabels ?? [])}";
    }

    private static async Task<string> PrimaryAsync(SmokeRegion region, Stage stage) =>
        (await region.Ecs.DescribeServicesAsync(new DescribeServicesRequest { Cluster = stage.Cluster, Services = [stage.Cluster] }))
        .Services[0].Deployments.Single(deployment => deployment.Status == "PRIMARY").Id;

    private static CreateServiceRequest Service(SmokeRegion region, Stage stage, string name, string group) => new()
    {
        Cluster = stage.Cluster, ServiceName = name, TaskDefinition = stage.TaskDefinition, DesiredCount = 0, LaunchType = "FARGATE",
        NetworkConfiguration = new NetworkConfiguration { AwsvpcConfiguration = new AwsVpcConfiguration { Subnets = [.. region.Options.Subnets] } },
        LoadBalancers = [new Amazon.ECS.Model.LoadBalancer { TargetGroupArn = group, ContainerName = "main", ContainerPort = 80 }],
    };

    private static void DeleteServiceAtEnd(SmokeRegion region, Stage stage, string name) => region.AtEnd(
        $"service {name}", () => region.Ecs.DeleteServiceAsync(new DeleteServiceRequest { Cluster = stage.Cluster, Service = name, Force = true }));

    private static async Task<string?> RefusalAsync(string code, Func<Task> call)
    {
        try
        {
            await call();
            return "it was not refused";
        }
        catch (AmazonServiceException error)
        {
            return error.ErrorCode == code || error.ErrorCode == $"{code}Exception" ? null : $"the code is {error.ErrorCode}";
        }
    }
}
