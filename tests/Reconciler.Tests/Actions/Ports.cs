using Amazon.ECS;
using Amazon.ECS.Model;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using NSubstitute;
using Publican.Actions;
using Publican.Aws;
using Publican.Observed;
using Publican.Planning;
using Publican.Tests.Rollouts;
using Task = System.Threading.Tasks.Task;
using Action = Amazon.ElasticLoadBalancingV2.Model.Action;
using Microsoft.Extensions.Time.Testing;

namespace Publican.Tests.Actions;

/// <summary>
/// AWS at the port, in mid-rollout: blue is stable, green runs h1:new and has 10%. What a fresh read shows in the moment between plan and
/// write cannot be arranged with a real region.
/// </summary>
internal sealed class Ports
{
    public const string Definition = "arn:definition/h1:new", Task = "arn:task/1", Anchor = "arn:service/blue";

    public Ports()
    {
        Elb.DescribeRulesAsync(Arg.Any<DescribeRulesRequest>(), Arg.Any<CancellationToken>()).Returns(call => Read(new DescribeRulesResponse
        {
            Rules = RuleGone ? [] : [new Amazon.ElasticLoadBalancingV2.Model.Rule { RuleArn = call.Arg<DescribeRulesRequest>().RuleArns[0], Actions = Actions, Conditions = [] }],
        }));
        Elb.DescribeTagsAsync(Arg.Any<DescribeTagsRequest>(), Arg.Any<CancellationToken>()).Returns(call => Read(new DescribeTagsResponse
        {
            TagDescriptions = [.. call.Arg<DescribeTagsRequest>().ResourceArns.Select(arn => new TagDescription
            {
                ResourceArn = arn,
                Tags = [.. Owner(arn).Select(tag => new Amazon.ElasticLoadBalancingV2.Model.Tag { Key = tag.Key, Value = tag.Value })],
            })],
        }));
        Elb.DescribeTargetHealthAsync(Arg.Any<DescribeTargetHealthRequest>(), Arg.Any<CancellationToken>()).Returns(call => Read(new DescribeTargetHealthResponse
        {
            TargetHealthDescriptions = [.. Enumerable.Range(0, call.Arg<DescribeTargetHealthRequest>().TargetGroupArn == Sample.Blue ? BlueHealthy : GreenHealthy)
                .Select(_ => new TargetHealthDescription { TargetHealth = new TargetHealth { State = TargetHealthStateEnum.Healthy } })
                .Append(new TargetHealthDescription { TargetHealth = new TargetHealth { State = TargetHealthStateEnum.Unhealthy } })],
        }));
        Elb.DescribeTargetGroupsAsync(Arg.Any<DescribeTargetGroupsRequest>(), Arg.Any<CancellationToken>()).Returns(call => Read(new DescribeTargetGroupsResponse
        {
            TargetGroups = [.. call.Arg<DescribeTargetGroupsRequest>().TargetGroupArns.Select(arn => new Amazon.ElasticLoadBalancingV2.Model.TargetGroup
            {
                TargetGroupArn = arn, LoadBalancerArns = arn == UsedGroup ? ["arn:balancer"] : [],
            })],
        }));
        Ecs.DescribeServicesAsync(Arg.Any<DescribeServicesRequest>(), Arg.Any<CancellationToken>()).Returns(_ => Read(new DescribeServicesResponse
        {
            Services =
            [
                Service(Anchor, "beer-api-blue", BlueRunning, Record.ChangesFrom(ReleaseRecord.Empty)),
                Service("arn:service/green", "beer-api-green", 2, []),
            ],
        }));
        Ecs.DescribeTaskDefinitionAsync(Arg.Any<DescribeTaskDefinitionRequest>(), Arg.Any<CancellationToken>())
            .Returns(_ => Read(new DescribeTaskDefinitionResponse { Tags = EcsTags(Owner(Definition)) }));
        Ecs.DescribeTasksAsync(Arg.Any<DescribeTasksRequest>(), Arg.Any<CancellationToken>())
            .Returns(_ => Read(new DescribeTasksResponse { Tasks = [new Amazon.ECS.Model.Task { TaskArn = Task, Tags = EcsTags(Owner(Task)) }] }));
        Ecs.DeleteTaskDefinitionsAsync(Arg.Any<DeleteTaskDefinitionsRequest>(), Arg.Any<CancellationToken>()).Returns(new DeleteTaskDefinitionsResponse { Failures = [] });
        Ecs.RunTaskAsync(Arg.Any<RunTaskRequest>(), Arg.Any<CancellationToken>()).Returns(new RunTaskResponse { Failures = [] });
    }

    public IAmazonECS Ecs { get; } = Substitute.For<IAmazonECS>();

    public IAmazonElasticLoadBalancingV2 Elb { get; } = Substitute.For<IAmazonElasticLoadBalancingV2>();

    public FakeTimeProvider Clock { get; } = new(Sample.Now);

    /// <summary>How long each read takes.</summary>
    public TimeSpan ReadTakes { get; set; }

    public bool RuleGone { get; set; }

    public int BlueHealthy { get; set; } = 2;

    public int GreenHealthy { get; set; } = 2;

    public int BlueRunning { get; set; } = 2;

    /// <summary>ARN or name of what carries no tags of ours; <c>*</c> for everything.</summary>
    public string? Foreign { get; set; }

    /// <summary>ARN of a target group that some rule leads to.</summary>
    public string? UsedGroup { get; set; }

    /// <summary>What else the ECS services have.</summary>
    public System.Action<Service> ChangeServices { get; set; } = _ => { };

    public ReleaseRecord Record { get; set; } = Scene.Released with { Attempt = Scene.Moving, Since = new Since(10, Sample.Now - TimeSpan.FromMinutes(1)) };

    public List<Action> Actions { get; } =
    [
        new Action { Type = ActionTypeEnum.AuthenticateOidc, Order = 1, AuthenticateOidcConfig = new AuthenticateOidcActionConfig { ClientId = "publican" } },
        new Action
        {
            Type = ActionTypeEnum.Forward,
            Order = 2,
            TargetGroupArn = Sample.Blue,
            ForwardConfig = new ForwardActionConfig
            {
                TargetGroups = [new TargetGroupTuple { TargetGroupArn = Sample.Blue, Weight = 90 }, new TargetGroupTuple { TargetGroupArn = Sample.Green, Weight = 10 }],
                TargetGroupStickinessConfig = new TargetGroupStickinessConfig { Enabled = false, DurationSeconds = 60 },
            },
        },
    ];

    public int GreenWeight
    {
        set => (Actions[1].ForwardConfig.TargetGroups[0].Weight, Actions[1].ForwardConfig.TargetGroups[1].Weight) = (100 - value, value);
    }

    public IEnumerable<string> Calls => Ecs.ReceivedCalls().Concat(Elb.ReceivedCalls()).Select(call => call.GetMethodInfo().Name);

    public IEnumerable<string> Writes => Calls.Where(name => !name.StartsWith("Describe", StringComparison.Ordinal) && !name.StartsWith("List", StringComparison.Ordinal));

    public Task<ActionResult> RunAsync(PlannedAction action, Target? target = null) =>
        new ActionRunner(new AwsClients(Ecs, Elb, null!, null!, null!, null!), Clock).RunAsync(action, target ?? Sample.Target("h1:new"), CancellationToken.None);

    public async Task RefusedAsync(string invariant, PlannedAction action, Target? target = null)
    {
        var result = await RunAsync(action, target);
        Assert.Equal((ActionOutcome.Refused, invariant), (result.Outcome, result.Invariant));
        Assert.StartsWith(invariant + ": ", result.Error, StringComparison.Ordinal);
        Assert.Empty(Writes);
    }

    public static PlannedAction.SetWeights Weights(int from, int to) => new(Sample.Rule, Colour.Blue, Sample.Blue, Sample.Green, from, to, "test");

    private T Read<T>(T answer)
    {
        Clock.Advance(ReadTakes);
        return answer;
    }

    private Dictionary<string, string> Owner(string arn) => Foreign == "*" || Foreign == arn ? [] : new()
    {
        [OwnerTags.Service] = "beer-api", [OwnerTags.Environment] = "local", [OwnerTags.Rule] = arn == Sample.Preview ? "preview" : "production",
    };

    private Service Service(string arn, string name, int running, IEnumerable<KeyValuePair<string, string>> tags)
    {
        var service = new Service
        {
            ServiceArn = arn, ServiceName = name, Status = "ACTIVE", DesiredCount = 2, RunningCount = running, Tags = [.. EcsTags(Owner(name)), .. EcsTags(tags)],
        };
        ChangeServices(service);
        return service;
    }

    private static List<Amazon.ECS.Model.Tag> EcsTags(IEnumerable<System.Collections.Generic.KeyValuePair<string, string>> tags) =>
        [.. tags.Select(tag => new Amazon.ECS.Model.Tag { Key = tag.Key, Value = tag.Value })];
}
