using Amazon.ECS.Model;
using Publican.Faults.Region;
using Publican.Faults.Runs;
using Publican.Faults.Scenarios;
using Publican.Observed;
using Publican.Plans;
using Publican.Status;
using Task = System.Threading.Tasks.Task;

namespace Publican.Faults.Rolling;

/// <summary>An ECS service that was made by hand is taken over as it stands, or not touched.</summary>
public sealed class AdoptTests(ITestOutputHelper output)
{
    private const string Name = "legacy-mail-worker";

    private static readonly TimeSpan TenSweeps = TimeSpan.FromSeconds(100);

    [Fact]
    public void A_service_that_is_as_the_files_say_is_adopted_without_touching_a_task() => Rehearsal.Play(async stage =>
    {
        await MakeAsync(stage);
        var before = Deployment(stage);
        using var run = new Rehearsal(stage, Fault.None, Worker());
        var plan = await run.PlanAsync(Worker());
        Assert.Equal(["ecs:TagResource", "ecs:TagResource", "ecs:TagResource"], plan.Services.Single().Steps.SelectMany(step => step.Calls));

        await AtRestAsync(run);
        Assert.Equal(["TagResource", "TagResource", "TagResource"], run.Calls.Where(call => call.Mutating).Select(call => call.Action));
        Assert.Equal(before, Deployment(stage));
        Assert.Equal("42", Tags(stage)["cost-centre"]);
        await QuietAsync(stage, run);
        Assert.False((await run.PlanAsync(Worker())).HasChanges);

        run.Commit(Worker("web:good.2"));
        await run.UntilAsync("the next revision runs in its place", () => run.Status is { Phase: "Steady", Outcome: "Released", Stable.Image: "web:good.2" });
        Assert.Equal([Name], Services(stage));
    });

    [Fact]
    public void One_that_differs_is_not_touched_and_the_plan_lists_every_field() => Rehearsal.Play(async stage =>
    {
        await MakeAsync(stage, definition => definition.ContainerDefinitions[0].Environment = [new Amazon.ECS.Model.KeyValuePair { Name = "LEVEL", Value = "debug" }], service => service.DesiredCount = 3);
        using var run = new Rehearsal(stage, Fault.None, Worker());
        await run.UntilAsync("Adopt");
        await QuietAsync(stage, run);
        Assert.DoesNotContain(run.Calls, call => call.Mutating);
        Assert.Equal(["desiredCount", "containerDefinitions[web].environment[LEVEL]"], run.Status!.Drift.Select(one => one.Field));
        Assert.Equal("AdoptionDiffers", run.Status.Conditions.Single(condition => condition is { Type: "Degraded", Status: "True" }).Reason);

        var plan = await run.PlanAsync(Worker());
        var text = new PlanText(coloured: false).Of(plan);
        Assert.Contains("  ! desiredCount: 2 is wanted, 3 is found; the service is not adopted before they are equal\n", text, StringComparison.Ordinal);
        Assert.Contains("  ! containerDefinitions[web].environment[LEVEL]: none is wanted", text, StringComparison.Ordinal);
        Assert.DoesNotContain("debug", text, StringComparison.Ordinal);
        Assert.True(plan.IsStuck);

        run.Commit(Worker(more: "env: {LEVEL: debug}").Replace("replicas: 2", "replicas: 3", StringComparison.Ordinal));
        await AtRestAsync(run);
        Assert.Equal(["TagResource", "TagResource", "TagResource"], run.Calls.Where(call => call.Mutating).Select(call => call.Action));
    });

    [Fact]
    public void A_name_that_leads_nowhere_starts_nothing() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Worker());
        await run.UntilAsync("NothingToAdopt", () => run.Status is { Phase: "Adopt" } status && status.Events[0].Reason == "NothingToAdopt");
        await QuietAsync(stage, run);
        Assert.Empty(Services(stage));
    });

    [Fact]
    public void Without_the_word_a_service_of_that_name_is_a_strangers() => Rehearsal.Play(async stage =>
    {
        await MakeAsync(stage, name: "web");
        using var run = new Rehearsal(stage, Fault.None, Rehearsal.Worker("web:good.1"));
        await run.UntilAsync("NotOurs", () => run.Status is { Phase: "Contested" } status && status.Events[0].Reason == "NotOurs");
        await QuietAsync(stage, run);
        Assert.DoesNotContain(run.Calls, call => call.Mutating);
    });

    /// <summary>Killed before or after each call, an answer lost, late, twice, throttled, failed, or old reads: each time it ends adopted, with no task touched.</summary>
    [Fact]
    public void It_survives_whatever_happens_to_any_of_its_calls()
    {
        IReadOnlyList<Call> calls = [];
        Rehearsal.Play(async stage =>
        {
            await MakeAsync(stage);
            using var run = new Rehearsal(stage, Fault.None, Worker());
            await AtRestAsync(run);
            calls = [.. run.Calls];
        });
        var kinds = new[] { FaultKind.Killed, FaultKind.KilledThenStale, FaultKind.LostAnswer, FaultKind.Late, FaultKind.Duplicated, FaultKind.Throttled, FaultKind.Failed, FaultKind.Stale };
        var faults = calls.Index().Where(item => item.Item.Mutating).SelectMany(item => kinds.Select(kind => new Fault(kind, item.Index + 1)))
            .Concat(calls.Index().Where(item => item.Item.Action is "DescribeTaskDefinition" or "DescribeServices").Take(8).Select(item => new Fault(FaultKind.Failed, item.Index + 1))).ToList();
        foreach (var fault in faults)
        {
            output.WriteLine(fault.ToString());
            Rehearsal.Play(async stage =>
            {
                await MakeAsync(stage);
                var before = Deployment(stage);
                using var run = new Rehearsal(stage, fault, Worker());
                await AtRestAsync(run);
                await QuietAsync(stage, run);
                Assert.All(run.Calls.Where(call => call.Mutating), call => Assert.Equal("TagResource", call.Action));
                Assert.Equal(before, Deployment(stage));
                Assert.Equal("web", Tags(stage)[OwnerTags.Service]);
            });
        }
    }

    private static string Worker(string image = "web:good.1", string more = "adopt: {service: " + Name + "}") =>
        Rehearsal.Worker(image).Replace("  replicas: 2", $"  replicas: 2\n  adopt: {{service: {Name}}}{(more.StartsWith("adopt", StringComparison.Ordinal) ? "" : $"\n  {more}")}", StringComparison.Ordinal);

    private static Task MakeAsync(Stage stage, Action<RegisterTaskDefinitionRequest>? definition = null, Action<CreateServiceRequest>? service = null, string name = Name) =>
        Handmade.WorkerAsync(stage, "web", "web:good.1", name, definition, service);

    /// <summary>Adopted, and its task definition called good like any other that is proven.</summary>
    private static Task AtRestAsync(Rehearsal run) =>
        run.UntilAsync("at rest", () => run.Status is { Phase: "Steady", Outcome: "Released" } status && status.Conditions.Any(condition => condition.Message == "all as desired"));

    private static async Task QuietAsync(Stage stage, Rehearsal run)
    {
        var (written, until) = (run.Calls.Count(call => call.Mutating), stage.Now + TenSweeps);
        await run.UntilAsync("ten sweeps went by", () => stage.Now >= until);
        Assert.Equal(written, run.Calls.Count(call => call.Mutating));
    }

    private static (string Id, string Definition, int Tasks) Deployment(Stage stage)
    {
        lock (stage.Ecs.Gate)
        {
            var service = stage.Ecs.Services.Values.Single(one => one.Key.Name == Name);
            return (service.Primary.Id, service.Primary.TaskDefinition.TaskDefinitionArn, stage.Ecs.TasksOf(service.Key).Count(task => task.IsRunning));
        }
    }

    private static Dictionary<string, string> Tags(Stage stage)
    {
        lock (stage.Ecs.Gate)
            return stage.Ecs.Services.Values.Single(one => one.Key.Name == Name).Tags.Items.ToDictionary(tag => tag.Key, tag => tag.Value);
    }

    private static List<string> Services(Stage stage)
    {
        lock (stage.Ecs.Gate)
            return [.. stage.Ecs.Services.Values.Select(service => service.Key.Name)];
    }
}
