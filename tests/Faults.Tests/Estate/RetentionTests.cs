using Publican.Faults.Region;
using Publican.Faults.Rolling;
using Publican.Faults.Runs;

namespace Publican.Faults.Estate;

/// <summary>Task definitions of old revisions, the real loop against LocalCloud.</summary>
public sealed class RetentionTests
{
    [Fact]
    public void Beyond_the_last_good_ones_revisions_are_deregistered_and_deleted_and_a_failed_one_stays() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Web("good.1"));
        await ReleaseAsync(run, stage, "good.2", "crash.3", "good.4", "good.5");

        Assert.Equal(["web:crash.3", "web:good.4", "web:good.5"], await ImagesAsync(stage, "ACTIVE"));
        Assert.Equal(["web:good.1", "web:good.2"], await ImagesAsync(stage, "DELETE_IN_PROGRESS"));
        Assert.Empty(await ImagesAsync(stage, "INACTIVE"));

        var before = run.Calls.Count();
        var later = stage.Now + TimeSpan.FromMinutes(2);
        await run.UntilAsync("two minutes pass", () => stage.Now >= later);
        Assert.DoesNotContain(run.Calls.Skip(before), call => call.Mutating || call.Action == "ListTaskDefinitions");
    });

    [Fact]
    public void The_plan_says_so_beforehand() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Web("good.1"));
        await ReleaseAsync(run, stage, "good.2");
        var plan = await run.PlanAsync(Web("good.3"));
        var before = run.Calls.Count();
        await ReleaseAsync(run, stage, "good.3");

        var called = run.Calls.Skip(before).Where(call => call.Mutating).Select(call => call.Action).ToList();
        Assert.Equal(called, plan.Services.Single().Steps.SelectMany(step => step.Calls).Select(call => call.Split(':')[1]));
        Assert.Equal(["DeregisterTaskDefinition", "DeleteTaskDefinitions"], called[^2..]);
    });

    [Fact]
    public void Killed_or_unanswered_at_any_of_its_calls_the_next_release_makes_up_for_it()
    {
        var faults = new List<Fault>();
        Rehearsal.Play(async stage =>
        {
            using var run = new Rehearsal(stage, Fault.None, Web("good.1"));
            await ReleaseAsync(run, stage, "good.2", "good.3");
            var first = run.Calls.Index().First(call => call.Item.Action == "DeregisterTaskDefinition").Index - 8;
            var last = run.Calls.Index().Last(call => call.Item.Action == "DeleteTaskDefinitions").Index;
            faults.AddRange(Fault.All(run.Numbered).Where(fault => fault.Call > first && fault.Call <= last + 1));
        });
        Assert.True(faults.Count > 10);

        foreach (var fault in faults)
        {
            Rehearsal.Play(async stage =>
            {
                using var run = new Rehearsal(stage, fault, Web("good.1"));
                await ReleaseAsync(run, stage, "good.2", "good.3", "good.4");
                Assert.Equal(["web:good.3", "web:good.4"], await ImagesAsync(stage, "ACTIVE"));
                Assert.Empty(await ImagesAsync(stage, "INACTIVE"));
            });
        }
    }

    private static string Web(string image) => $"{Rehearsal.Web($"web:{image}")}\n  revisionHistoryLimit: 2";

    private static async Task ReleaseAsync(Rehearsal run, Stage stage, params string[] images)
    {
        await run.UntilAsync("the first one is released", () => run.Status is { Outcome: "Released" });
        foreach (var image in images)
        {
            run.Commit(Web(image));
            await run.UntilAsync($"{image} is judged", () => run.Status is { } status
                && (image.StartsWith("good", StringComparison.Ordinal) ? status is { Outcome: "Released", Phase: "Steady" } && status.Stable!.Image!.EndsWith(image, StringComparison.Ordinal) : status is { Phase: "RolledBack" }));
            var later = stage.Now + TimeSpan.FromSeconds(60);
            await run.UntilAsync("it has come to rest", () => stage.Now >= later);
        }
    }

    private static async Task<IEnumerable<string>> ImagesAsync(Stage stage, string status)
    {
        var images = new List<string>();
        foreach (var arn in (await stage.Hands.Ecs.ListTaskDefinitionsAsync(new() { FamilyPrefix = "local-web", Status = status })).TaskDefinitionArns ?? [])
        {
            var definition = await stage.Hands.Ecs.DescribeTaskDefinitionAsync(new() { TaskDefinition = arn });
            images.Add(definition.TaskDefinition.ContainerDefinitions[0].Image.Split('@')[0]);
        }

        return images;
    }
}
