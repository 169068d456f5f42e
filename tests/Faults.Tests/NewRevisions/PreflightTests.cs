using System.Collections.Immutable;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Amazon.IdentityManagement.Model;
using Amazon.SimpleSystemsManagement.Model;
using Publican.Desired;
using Publican.Observed;
using Action = Amazon.ElasticLoadBalancingV2.Model.Action;
using Tag = Amazon.ElasticLoadBalancingV2.Model.Tag;

namespace Publican.Faults.NewRevisions;

/// <summary>What a new revision needs is looked for over HTTP before anything is changed for it.</summary>
public sealed class PreflightTests
{
    private static readonly TimeSpan ThreeSweeps = TimeSpan.FromSeconds(32);

    [Fact]
    public void Everything_that_is_missing_is_named_at_once_and_no_call_changes_anything() => Rehearsal.Run(async stage =>
    {
        await stage.PutAsync("roles/task", "arn:aws:iam::000000000000:role/nobody");
        await stage.PutAsync("log-group", "/nowhere");
        stage.Commit("web:absent.1", spec => spec with
        {
            Secrets = spec.Secrets.Add("FIRST", "/nowhere/first").Add("SECOND", "/nowhere/second"),
            Rollout = spec.Rollout with { Checks = spec.Rollout.Checks.Add(new AlarmCheckSpec("nobodys-alarm")) },
        });

        var status = await stage.AfterAsync(ThreeSweeps);

        Assert.Empty(stage.Changes);
        Assert.Equal("Preflight", status.Phase);
        var unresolved = status.Conditions.Single(condition => condition.Type == "Unresolved");
        Assert.Equal(("True", "PreflightFailed"), (unresolved.Status, unresolved.Reason));
        string[] missing = ["no image absent.1", "/nowhere/first", "/nowhere/second", "role/nobody", "log group /nowhere", "nobodys-alarm"];
        Assert.All(missing, name => Assert.Contains(name, unresolved.Message, StringComparison.Ordinal));
        Assert.Equal(missing.Length, status.Preflight.Count(finding => finding.Stops));
        Assert.InRange(stage.Calls.Count(action => action == "GetRole"), 2, 10);
    });

    [Fact]
    public void It_goes_on_by_itself_when_what_was_missing_is_there() => Rehearsal.Run(async stage =>
    {
        await stage.PutAsync("log-group", "/late");
        stage.Commit("web:good.1", spec => spec with { Secrets = spec.Secrets.Add("LATE", "/late/secret") });
        Assert.Equal("Preflight", (await stage.AfterAsync(ThreeSweeps)).Phase);

        await stage.Stage.Hands.Logs.CreateLogGroupAsync(new() { LogGroupName = "/late" });
        await stage.Stage.Hands.Parameters.PutParameterAsync(new PutParameterRequest { Name = "/late/secret", Value = "x", Type = Amazon.SimpleSystemsManagement.ParameterType.SecureString });

        await stage.ReleasedAsync();
        Assert.Equal("False", stage.Status!.Conditions.Single(condition => condition.Type == "Unresolved").Status);
        Assert.DoesNotContain(stage.Status.Preflight, finding => finding.Stops);
    });

    [Fact]
    public void A_running_service_is_not_touched_for_a_revision_whose_image_does_not_exist() => Rehearsal.Run(async stage =>
    {
        await stage.ReleasedAsync();
        await stage.AfterAsync(ThreeSweeps);
        var before = stage.Changes.Count;

        stage.Commit("web:absent.2");
        var status = await stage.AfterAsync(ThreeSweeps);

        Assert.Equal(before, stage.Changes.Count);
        Assert.Equal(("Preflight", "web:good.1", 100), (status.Phase, status.Stable!.Image, status.Stable.Weight));
    });

    public static TheoryData<string, string> Wants => new()
    {
        { "image", "no image absent.9 in the repository web" },
        { "platform", "was built for linux/amd64, and tasks run on linux/arm64" },
        { "role", "does not exist" },
        { "trust", "does not trust ecs-tasks.amazonaws.com" },
        { "log group", "does not exist in eu-west-1" },
        { "secret", "the SSM parameter /nowhere does not exist" },
        { "alarm", "there is no such alarm" },
        { "alarm in ALARM", "is in ALARM already" },
        { "target group", "belongs to vpc-other" },
        { "rules", "has 100 of 100 rules" },
        { "place", "needs place 100 of the listener public" },
        { "registry", "ECR could not be asked" },
    };

    [Theory]
    [MemberData(nameof(Wants))]
    public void Each_thing_that_is_missing_holds_the_revision_back(string what, string says) => Rehearsal.Run(async stage =>
    {
        await TakeAwayAsync(stage, what);
        var status = await stage.AfterAsync(ThreeSweeps);

        Assert.Empty(stage.Changes);
        Assert.Contains(says, Assert.Single(status.Preflight, finding => finding.Stops).Message, StringComparison.Ordinal);
    });

    [Fact]
    public void What_may_not_be_asked_is_a_remark_and_the_release_goes_on() => Rehearsal.Run(async stage =>
    {
        await stage.BreakAsync("ecr:*", "AccessDeniedException", 400);
        await stage.BreakAsync("iam:*", "AccessDenied", 403);
        await stage.BreakAsync("logs:Describe*", "AccessDeniedException", 400);

        await stage.ReleasedAsync();

        Assert.StartsWith("h1:", stage.Status!.DesiredRevision, StringComparison.Ordinal);
        Assert.Equal(
            ["/publican/local/log-group", "/publican/local/roles/execution", "/publican/local/roles/task", "spec.image"],
            stage.Status.Preflight.Where(finding => !finding.Stops).Select(finding => finding.Where).Order());
    });

    [Fact]
    public void Without_a_way_to_IAM_roles_are_left_unchecked_after_some_tries_and_the_release_goes_on() => Rehearsal.Run(async stage =>
    {
        await stage.SilenceAsync("iam:*");

        await stage.ReleasedAsync();

        Assert.Equal(
            ["/publican/local/roles/execution", "/publican/local/roles/task"],
            stage.Status!.Preflight.Where(finding => finding.Message.Contains("IAM gives no answer", StringComparison.Ordinal)).Select(finding => finding.Where).Order());
        Assert.All(stage.Status.Preflight, finding => Assert.False(finding.Stops));
    });

    private static async Task TakeAwayAsync(Rehearsal stage, string what)
    {
        var hands = stage.Stage.Hands;
        switch (what)
        {
            case "image":
                stage.Commit("web:absent.9");
                break;
            case "platform":
                stage.Commit("web:good.1", spec => spec with { Architecture = "arm64" });
                break;
            case "role":
                await stage.PutAsync("roles/execution", "arn:aws:iam::000000000000:role/nobody");
                break;
            case "trust":
                var role = await hands.Roles.CreateRoleAsync(new CreateRoleRequest
                {
                    RoleName = "for-lambda",
                    AssumeRolePolicyDocument = """{"Statement":{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}""",
                });
                await stage.PutAsync("roles/task", role.Role.Arn);
                break;
            case "log group":
                await stage.PutAsync("log-group", "/nowhere");
                break;
            case "secret":
                stage.Commit("web:good.1", spec => spec with { Secrets = ImmutableSortedDictionary<string, string>.Empty.Add("A", "/nowhere") });
                break;
            case "alarm":
                stage.Commit("web:good.1", Watched);
                break;
            case "alarm in ALARM":
                await stage.AlarmAsync("high", "ALARM");
                stage.Commit("web:good.1", Watched);
                break;
            case "target group":
                await hands.LoadBalancing.CreateTargetGroupAsync(new CreateTargetGroupRequest
                {
                    Name = new Names("local", "publican-local", "web").TargetGroup(Colour.Green), VpcId = "vpc-other", TargetType = TargetTypeEnum.Ip, Protocol = ProtocolEnum.HTTP, Port = 80,
                    Tags = [new Tag { Key = OwnerTags.Service, Value = "web" }, new Tag { Key = OwnerTags.Environment, Value = "local" }],
                });
                break;
            case "rules":
                await FillAsync(hands.LoadBalancing, Enumerable.Range(1000, 100));
                break;
            case "place":
                await FillAsync(hands.LoadBalancing, [100]);
                break;
            case "registry":
                await stage.BreakAsync("ecr:BatchGetImage", "ServerException", 500);
                break;
        }

        static ServiceSpec Watched(ServiceSpec spec) => spec with { Rollout = spec.Rollout with { Checks = spec.Rollout.Checks.Add(new AlarmCheckSpec("high")) } };
    }

    private static async Task FillAsync(IAmazonElasticLoadBalancingV2 elb, IEnumerable<int> priorities)
    {
        var balancer = (await elb.DescribeLoadBalancersAsync(new DescribeLoadBalancersRequest())).LoadBalancers[0];
        var listener = (await elb.DescribeListenersAsync(new DescribeListenersRequest { LoadBalancerArn = balancer.LoadBalancerArn })).Listeners[0];
        foreach (var i in priorities)
        {
            await elb.CreateRuleAsync(new CreateRuleRequest
            {
                ListenerArn = listener.ListenerArn, Priority = i,
                Conditions = [new RuleCondition { Field = "path-pattern", PathPatternConfig = new PathPatternConditionConfig { Values = [$"/{i}"] } }],
                Actions = [new Action { Type = ActionTypeEnum.FixedResponse, FixedResponseConfig = new FixedResponseActionConfig { StatusCode = "404" } }],
            });
        }
    }
}
