using Publican.Faults.Region;
using Publican.Faults.Rolling;
using Publican.Faults.Runs;

namespace Publican.Faults.Scaling;

/// <summary>Services that scale, in a region whose autoscaler really moves counts: the images do nothing, so it takes tasks away wherever it may.</summary>
public sealed class ScaledServiceTests
{
    private const string Ranged = "scaling: {min: 2, max: 6, target: {cpu: 60}}";

    [Fact]
    public void A_service_with_a_fixed_number_of_tasks_is_asked_for_once() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Rehearsal.Worker("web:good.1"));
        await run.UntilAsync("Steady", "Released");
        var until = stage.Now + TimeSpan.FromMinutes(2);
        await run.UntilAsync("two minutes of sweeps", () => stage.Now >= until);
        Assert.Single(run.Calls, call => call.Action == "DescribeScalableTargets");
    });

    [Fact]
    public void A_worker_keeps_the_count_that_the_autoscaler_gave_it_through_a_deployment() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Worker("web:good.1"));
        await run.UntilAsync("Steady", "Released");
        await run.UntilAsync("it is registered, with a policy", () => Target(stage, "web") is { Min: 2, Max: 6, Suspended.In: false, Policies.Count: 1 });
        await SetAsync(stage, "web", 5);

        var wasFrozen = false;
        run.Looked = () => wasFrozen |= Target(stage, "web") is { Suspended.In: true };
        run.Commit(Worker("web:good.2"));
        await run.UntilAsync("the new one is released", () => run.Status is { Phase: "Steady", Outcome: "Released", Stable: not null } && Target(stage, "web") is { Suspended.In: false } && wasFrozen);

        Assert.Equal(5, Desired(stage, "web"));
        Assert.All(run.Calls.Where(call => call.Action == "UpdateService"), call => Assert.DoesNotContain("desiredCount", call.Text, StringComparison.Ordinal));
    });

    [Fact]
    public void Requests_are_counted_at_the_load_balancer_and_the_group_of_each_side() => Rehearsal.Play(async stage =>
    {
        string Web(string image) => Rehearsal.Web(image).Replace("replicas: 2", "scaling: {min: 2, max: 6, target: {requests: 1200}}", StringComparison.Ordinal);
        using var run = new Rehearsal(stage, Fault.None, Web("web:good.1"));
        await run.UntilAsync("it is registered", () => Target(stage, "web-blue") is { Policies.Count: 1 });
        run.Commit(Web("web:good.2"));
        await run.UntilAsync("the candidate is, too", () => Target(stage, "web-green") is { Suspended.In: true, Policies.Count: 1 });

        // LocalCloud refuses a label that names no group behind a load balancer, as AWS does.
        var policies = new[] { "web-blue", "web-green" }.Select(service => Target(stage, service)!.Policies.Values.Single()).ToList();
        Assert.All(policies, policy => Assert.Equal(("ALBRequestCountPerTarget", 1200.0), (policy.Metric, policy.Target)));
        Assert.Matches("^app/.*/targetgroup/web-blue-", policies[0].Label);
        Assert.Matches("^app/.*/targetgroup/web-green-", policies[1].Label);
        await run.UntilAsync("Steady", "Released");
    });

    [Fact]
    public void A_range_is_given_up_for_a_fixed_number_and_the_other_way_round() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Worker("web:good.1"));
        await run.UntilAsync("it is registered", () => Target(stage, "web") is { Policies.Count: 1 });
        run.Commit(Rehearsal.Worker("web:good.1"));
        await run.UntilAsync("it is not scaled any more", () => Target(stage, "web") is null);
        await SetAsync(stage, "web", 6);
        await run.UntilAsync("the fixed number is put back", () => Desired(stage, "web") == 2);
        run.Commit(Worker("web:good.1"));
        await run.UntilAsync("it is registered again", () => Target(stage, "web") is { Policies.Count: 1 });
    });

    /// <summary>The autoscaler would take tasks away after fifteen minutes; the step lasts longer.</summary>
    [Fact]
    [Trait("Length", "long")]
    public void No_task_is_taken_away_during_a_rollout_and_those_not_needed_are_afterwards() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Web("web:good.1", "1s"));
        await run.UntilAsync("it is released and registered", () => run.Status is { Phase: "Steady" } && Target(stage, "web-blue") is { Policies.Count: 1 });
        await SetAsync(stage, "web-blue", 5);

        run.Commit(Web("web:good.2", "20m"));
        await run.UntilAsync("it is at 10%", () => stage.Look() is { Weight: 10, Record.Since: not null });
        var least = 5;
        run.Looked = () => least = stage.Look() is { Record.Attempt: not null } ? Math.Min(least, Desired(stage, "web-blue")) : least;
        for (var minutes = 0; stage.Look().Record.Attempt is not null; minutes += 4)
        {
            var until = stage.Now + TimeSpan.FromMinutes(4);
            Assert.True(minutes < 60, "the rollout does not end");
            await run.UntilAsync("a few minutes", () => stage.Now >= until || stage.Look().Record.Attempt is null);
        }

        Assert.Equal((5, 5), (least, Desired(stage, "web-green")));
        for (var minutes = 0; Desired(stage, "web-green") > 2; minutes += 4)
        {
            var until = stage.Now + TimeSpan.FromMinutes(4);
            Assert.True(minutes < 60, "the autoscaler never takes a task away again");
            await run.UntilAsync("a few minutes", () => stage.Now >= until || Desired(stage, "web-green") == 2);
        }
    });

    private static string Worker(string image) => Rehearsal.Worker(image).Replace("replicas: 2", Ranged, StringComparison.Ordinal);

    private static string Web(string image, string hold) => Rehearsal.Web(image).Replace("replicas: 2", Ranged, StringComparison.Ordinal).Replace("hold: 3s", $"hold: {hold}", StringComparison.Ordinal)
        .Replace("interval: 500ms", "interval: 10s", StringComparison.Ordinal);

    private static Task<Amazon.ECS.Model.UpdateServiceResponse> SetAsync(Stage stage, string service, int count) =>
        stage.Hands.Ecs.UpdateServiceAsync(new Amazon.ECS.Model.UpdateServiceRequest { Cluster = "publican-local", Service = service, DesiredCount = count });

    private static LocalCloud.AutoScaling.ScalableTarget? Target(Stage stage, string service) =>
        stage.Scaling.With(() => stage.Scaling.Targets.Values.FirstOrDefault(target => target.Service.Name == service));

    private static int Desired(Stage stage, string service)
    {
        lock (stage.Ecs.Gate) return stage.Ecs.Services.Values.First(found => found.Key.Name == service).DesiredCount;
    }
}
