using Amazon.ECS.Model;
using Publican.Faults.Region;
using Publican.Faults.Rolling;
using Publican.Faults.Runs;
using Publican.Plans;
using Task = System.Threading.Tasks.Task;

namespace Publican.Faults.Estate;

/// <summary>What a person changes at rest: put back, or only reported. At a fixed point nothing is written any more.</summary>
public sealed class SelfHealTests
{
    private static readonly TimeSpan TenSweeps = TimeSpan.FromSeconds(100);

    [Fact]
    public void A_count_changed_by_hand_is_put_back_and_then_nothing_is_written() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Web());
        await run.UntilAsync("Steady", "Released");
        await ScaleAsync(stage, "web-blue", 3);
        await run.UntilAsync("it was seen", () => InSync(run) == ("False", "Drifted"));
        await run.UntilAsync("it was put back", () => Desired(stage, "web-blue") == 2 && InSync(run).Status == "True");
        await QuietAsync(stage, run);
    });

    [Fact]
    public void With_self_heal_off_a_count_changed_by_hand_is_reported_and_not_touched_also_by_the_next_process() => Rehearsal.Play(async stage =>
    {
        using (var run = new Rehearsal(stage, Fault.None, Web("selfHeal: false")))
        {
            await run.UntilAsync("Steady", "Released");
            await run.UntilAsync("it is noted", () => run.Calls.Last(call => call.Mutating).Action == "TagResource" && run.Status!.Conditions.Any(condition => condition.Message == "all as desired"));
            await ScaleAsync(stage, "web-blue", 3);
            await run.UntilAsync("it was seen", () => InSync(run) == ("False", "Drifted"));
            await QuietAsync(stage, run);
        }

        using var next = new Rehearsal(stage, Fault.None, Web("selfHeal: false"));
        await next.UntilAsync("it was seen again", () => InSync(next) == ("False", "Drifted"));
        await QuietAsync(stage, next);
        Assert.Equal(3, Desired(stage, "web-blue"));
        var found = Assert.Single(next.Status!.Drift);
        Assert.Equal(("count", "2", "3", "Reported"), (found.Field, found.Wanted, found.Found, found.Remedy));

        var plan = await next.PlanAsync(Web("selfHeal: false"));
        Assert.False(plan.HasChanges);
        Assert.Contains("  ! count: 2 is wanted, 3 is found; it is only reported, because selfHeal is false\n", new PlanText(coloured: false).Of(plan), StringComparison.Ordinal);
        Assert.Contains("\"remedy\": \"Reported\"", PlanJson.Of(plan), StringComparison.Ordinal);
        Assert.Contains("it is put right", new PlanText(coloured: false).Of(await next.PlanAsync(Web("selfHeal: true"))), StringComparison.Ordinal);

        next.Commit(Web("selfHeal: false").Replace("replicas: 2", "replicas: 4", StringComparison.Ordinal));
        await next.UntilAsync("a commit is carried out all the same", () => Desired(stage, "web-blue") == 4 && InSync(next).Status == "True");
        await QuietAsync(stage, next);
    });

    [Fact]
    public void The_environment_says_it_for_all_its_services() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Rehearsal.EnvironmentWith("selfHeal: false"), Rehearsal.Worker("web:good.1"));
        await run.UntilAsync("Steady", "Released");
        await run.UntilAsync("it is noted", () => run.Status!.Conditions.Any(condition => condition.Message == "all as desired"));
        await ScaleAsync(stage, "web", 1);
        await run.UntilAsync("it was seen", () => InSync(run) == ("False", "Drifted"));
        await QuietAsync(stage, run);
        Assert.Equal(1, Desired(stage, "web"));
    });

    /// <summary>A colour with weight never gets a deployment: the desired revision is rolled out over what a person put there, on the other colour.</summary>
    [Fact]
    public void A_task_definition_changed_by_hand_is_put_right_by_a_rollout() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Web());
        await run.UntilAsync("Steady", "Released");
        await DeployAsync(stage, "web-blue");
        await run.UntilAsync("it was seen", () => run.Status!.Drift.Any(found => found is { Field: "taskDefinition", Remedy: "Rollout" }));
        await run.UntilAsync("green has taken over", () => run.Status is { Phase: "Steady", Outcome: "Released", Stable.Colour: "green" } && InSync(run).Status == "True");
        Assert.DoesNotContain(run.Calls, call => call is { Mutating: true, Action: "UpdateService" } && call.Title.Contains("web-blue", StringComparison.Ordinal) && call.Title.Contains("TaskDefinition", StringComparison.OrdinalIgnoreCase));
        await QuietAsync(stage, run);
    });

    [Fact]
    public void With_self_heal_off_it_stands_until_a_commit() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Web("selfHeal: false"));
        await run.UntilAsync("Steady", "Released");
        await DeployAsync(stage, "web-blue");
        await run.UntilAsync("it was seen", () => run.Status!.Drift.Any(found => found is { Field: "taskDefinition", Remedy: "Reported" }));
        await run.UntilAsync("it is noted", () => run.Status!.Events.Any(entry => entry.Reason == "Applied"));
        await QuietAsync(stage, run);
        Assert.Null(run.Status!.Outcome == "Released" ? run.Status.Outcome : null);

        run.Commit(Web("selfHeal: false").Replace("web:good.1", "web:good.2", StringComparison.Ordinal));
        await run.UntilAsync("the commit is released", () => run.Status is { Phase: "Steady", Outcome: "Released", Stable.Image: "web:good.2" });
    });

    [Fact]
    public void With_self_heal_off_traffic_of_a_colour_that_falls_sick_comes_home() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Web("selfHeal: false").Replace("keepOld: 2s", "keepOld: 1h", StringComparison.Ordinal));
        await run.UntilAsync("Steady", "Released");
        run.Commit(Web("selfHeal: false").Replace("keepOld: 2s", "keepOld: 1h", StringComparison.Ordinal).Replace("web:good.1", "web:good.2", StringComparison.Ordinal));
        await run.UntilAsync("the old colour is kept", () => run.Status is { Phase: "Retain" });

        await stage.Hands.GiveAsync(stage.Look().Sides.Blue!.GroupArn, 50);
        await run.UntilAsync("it was seen", () => run.Status!.Drift.Any(found => found is { Field: "weights", Remedy: "Reported" }));
        await QuietAsync(stage, run);
        await ScaleAsync(stage, "web-blue", 0);
        await run.UntilAsync("it came home", () => stage.Look().WeightOf(Publican.Observed.Colour.Blue) == 0);
    });

    private static readonly string[] Fields = ["deploymentConfiguration", "deregistrationDelay", "healthCheck", "healthCheckGracePeriodSeconds", "tags"];

    /// <summary>What applies without a deployment is put back on the side that serves, and nothing is restarted for it.</summary>
    [Fact]
    public void Settings_changed_by_hand_are_put_back_without_a_deployment() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Web());
        await run.UntilAsync("Steady", "Released");
        await run.UntilAsync("all is looked at", () => InSync(run).Status == "True" && run.Status!.Conditions.Any(condition => condition.Message == "all as desired"));
        var before = stage.Look().Sides.Blue!.DeploymentId;
        await ChangeAsync(stage);
        await run.UntilAsync("it was put back", () => InSync(run).Status == "True" && Restored.All(action => run.Status!.Events.Any(entry => entry.Reason == action && entry.Message.StartsWith("put back", StringComparison.Ordinal))));
        Assert.Equal(before, stage.Look().Sides.Blue!.DeploymentId);
        await QuietAsync(stage, run);
        Assert.False((await run.PlanAsync(Web())).HasChanges);
    });

    [Fact]
    public void With_self_heal_off_they_are_reported_and_a_plan_says_so() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Web("selfHeal: false"));
        await run.UntilAsync("Steady", "Released");
        await run.UntilAsync("it is noted", () => run.Status!.Conditions.Any(condition => condition.Message == "all as desired"));
        await ChangeAsync(stage);
        await run.UntilAsync("all was seen", () => Fields.SequenceEqual(run.Status!.Drift.Where(found => found.Remedy == "Reported").Select(found => found.Field).Order(StringComparer.Ordinal)));
        await QuietAsync(stage, run);
        Assert.Equal(Fields, (await run.PlanAsync(Web("selfHeal: false"))).Services.Single().Drift.Select(found => found.Field).Order(StringComparer.Ordinal));

        var ignoring = Web($"selfHeal: true\n  ignore: [{string.Join(", ", Fields)}]");
        Assert.Empty((await run.PlanAsync(ignoring)).Services.Single().Drift);
        Assert.False((await run.PlanAsync(ignoring)).HasChanges);
    });

    /// <summary>ECS replaced the tasks when the person did it; it is not done again for the way back.</summary>
    [Fact]
    public void Another_subnet_is_reported_and_goes_with_the_next_rollout() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Web());
        await run.UntilAsync("Steady", "Released");
        await run.UntilAsync("all is looked at", () => run.Status!.Conditions.Any(condition => condition.Message == "all as desired"));
        await stage.Hands.Ecs.UpdateServiceAsync(new UpdateServiceRequest
        {
            Cluster = Publican.Stack.Hands.Cluster, Service = "web-blue",
            NetworkConfiguration = new NetworkConfiguration { AwsvpcConfiguration = new AwsVpcConfiguration { Subnets = ["subnet-z"] } },
        });
        await run.UntilAsync("it was seen", () => run.Status!.Drift is [{ Field: "networkConfiguration", Remedy: "NextRollout" }]);
        await QuietAsync(stage, run);

        run.Commit(Web().Replace("web:good.1", "web:good.2", StringComparison.Ordinal));
        await run.UntilAsync("green has taken over", () => run.Status is { Phase: "Steady", Outcome: "Released", Stable.Colour: "green" } && InSync(run).Status == "True");
    });

    private static readonly string[] Restored = ["RestoreSettings", "RestoreTags", "ConfigureTargetGroup"];

    /// <summary>A person changes one thing of each kind: breaker, grace, health check, deregistration delay, tag.</summary>
    private static async Task ChangeAsync(Stage stage)
    {
        var (ecs, elb) = (stage.Hands.Ecs, stage.Hands.LoadBalancing);
        var group = stage.Look().Sides.Blue!.GroupArn;
        var service = (await ecs.UpdateServiceAsync(new UpdateServiceRequest
        {
            Cluster = Publican.Stack.Hands.Cluster, Service = "web-blue", HealthCheckGracePeriodSeconds = 600,
            DeploymentConfiguration = new DeploymentConfiguration { DeploymentCircuitBreaker = new DeploymentCircuitBreaker { Enable = false, Rollback = false } },
        })).Service;
        await ecs.TagResourceAsync(new TagResourceRequest { ResourceArn = service.ServiceArn, Tags = [new Tag { Key = Publican.Observed.OwnerTags.Colour, Value = "green" }] });
        await elb.ModifyTargetGroupAsync(new Amazon.ElasticLoadBalancingV2.Model.ModifyTargetGroupRequest { TargetGroupArn = group, UnhealthyThresholdCount = 9 });
        await elb.ModifyTargetGroupAttributesAsync(new Amazon.ElasticLoadBalancingV2.Model.ModifyTargetGroupAttributesRequest
        {
            TargetGroupArn = group, Attributes = [new Amazon.ElasticLoadBalancingV2.Model.TargetGroupAttribute { Key = "deregistration_delay.timeout_seconds", Value = "77" }],
        });
    }

    private static string Web(string more = "selfHeal: true") => Rehearsal.Web("web:good.1").Replace("  replicas: 2", $"  replicas: 2\n  {more}", StringComparison.Ordinal);

    private static (string Status, string Reason) InSync(Rehearsal run) => run.Status?.Conditions.FirstOrDefault(condition => condition.Type == "InSync") is { } one ? (one.Status, one.Reason) : ("", "");

    private static async Task QuietAsync(Stage stage, Rehearsal run)
    {
        var (written, until) = (run.Calls.Count(call => call.Mutating), stage.Now + TenSweeps);
        await run.UntilAsync("ten sweeps went by", () => stage.Now >= until);
        Assert.Equal(written, run.Calls.Count(call => call.Mutating));
    }

    private static Task<UpdateServiceResponse> ScaleAsync(Stage stage, string service, int count) =>
        stage.Hands.Ecs.UpdateServiceAsync(new UpdateServiceRequest { Cluster = Publican.Stack.Hands.Cluster, Service = service, DesiredCount = count });

    /// <summary>Somebody's own task definition, put on a service of ours.</summary>
    private static async Task DeployAsync(Stage stage, string service)
    {
        var definition = (await stage.Hands.Ecs.RegisterTaskDefinitionAsync(new RegisterTaskDefinitionRequest
        {
            Family = "by-hand", NetworkMode = "awsvpc", Cpu = "256", Memory = "512", RequiresCompatibilities = ["FARGATE"],
            ContainerDefinitions = [new ContainerDefinition { Name = "web", Image = "web:good.9", PortMappings = [new PortMapping { ContainerPort = 8080 }] }],
        })).TaskDefinition;
        await stage.Hands.Ecs.UpdateServiceAsync(new UpdateServiceRequest { Cluster = Publican.Stack.Hands.Cluster, Service = service, TaskDefinition = definition.TaskDefinitionArn });
    }

    private static int Desired(Stage stage, string service)
    {
        lock (stage.Ecs.Gate)
            return stage.Ecs.Services.Values.Single(one => one.Key.Name == service).DesiredCount;
    }
}
