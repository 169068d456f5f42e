using Publican.Faults.Region;
using Publican.Faults.Rolling;
using Publican.Faults.Runs;
using Publican.Plans;

namespace Publican.Faults.Estate;

/// <summary>A plan is the loop's own future: what it lists is what the loop then calls, in that order, against LocalCloud.</summary>
public sealed class PlanTests
{
    public static TheoryData<string> Commits => ["first release", "canary", "more replicas", "another path", "worker", "worker again", "a range", "canary of a scaled service", "a fixed number again", "scaled worker", "no change"];

    private const string Range = "scaling: {min: 2, max: 6, target: {cpu: 60}}";

    [Theory]
    [MemberData(nameof(Commits))]
    public void What_the_plan_lists_is_what_is_called(string commit) => Rehearsal.Play(async stage =>
    {
        var (before, after) = Of(commit);
        using var run = new Rehearsal(stage, Fault.None, before is null ? [] : [before]);
        if (before is not null)
            await run.UntilAsync("released and at rest", () => IsAtRest(run));
        var began = run.Calls.Count();

        var plan = await run.PlanAsync(after);
        Assert.DoesNotContain(run.Calls.Skip(began), call => call.Mutating);
        run.Commit(after);
        var later = stage.Now + TimeSpan.FromMinutes(2);
        await run.UntilAsync("it was done", () => stage.Now >= later && IsAtRest(run));

        var called = run.Calls.Skip(began).Where(call => call.Mutating).Select(call => call.Action).ToList();
        Assert.Equal(called, plan.Services.Single().Steps.SelectMany(step => step.Calls).Select(call => call.Split(':')[1]));
        Assert.Equal("Steady", plan.Services.Single().End.Phase.ToString());
        Assert.False(plan.IsStuck);
        Assert.Equal(commit != "no change", plan.HasChanges);
        Assert.False((await run.PlanAsync(after)).HasChanges);
    });

    [Fact]
    public void A_plan_shows_fields_deployments_and_who_comes_first() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Web("good.1"));
        await run.UntilAsync("released and at rest", () => IsAtRest(run));

        var plan = await run.PlanAsync(Web("good.2", "env: {LOG_LEVEL: info}\n  dependsOn: [ale]"), Rehearsal.Worker("ale:good.1").Replace("name: web", "name: ale", StringComparison.Ordinal));
        var text = new PlanText(coloured: false).Of(plan);

        Assert.Contains("after ale", text, StringComparison.Ordinal);
        Assert.Contains("~ containerDefinitions[web].image  web:good.1@sha256:", text, StringComparison.Ordinal);
        Assert.Contains("+ containerDefinitions[web].environment[LOG_LEVEL]  info\n", text, StringComparison.Ordinal);
        Assert.Contains("ecs:CreateService  create ECS service green with 2 tasks  starts a deployment\n", text, StringComparison.Ordinal);
        Assert.Equal(2, plan.Deployments);
        Assert.EndsWith("changing calls for 2 of 2 services; 2 deployments started.", text, StringComparison.Ordinal);
        Assert.Contains("\e[33m", new PlanText(coloured: true).Of(plan), StringComparison.Ordinal);
    });

    [Fact]
    public void A_plan_names_what_is_missing_and_what_left_the_files() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Web("good.1"));
        await run.UntilAsync("released and at rest", () => IsAtRest(run));

        var plan = await run.PlanAsync(Rehearsal.Web("ale:good.1", name: "ale", routes: "route: {listener: public, path: \"/ale\", priority: 9}\n  secrets: {TOKEN: \"ssm:/no/such/parameter\"}"));
        var text = new PlanText(coloured: false).Of(plan);

        Assert.True(plan.IsStuck);
        Assert.Contains("Preflight: spec.secrets.TOKEN: the SSM parameter /no/such/parameter does not exist", text, StringComparison.Ordinal);
        Assert.Contains("web  is not in the files: it keeps running and is not touched", text, StringComparison.Ordinal);
        Assert.Contains("\"stuck\": true", PlanJson.Of(plan), StringComparison.Ordinal);
    });

    /// <summary>The files ask for the approval: it is no obstacle, before the rollout and while it waits.</summary>
    [Fact]
    public void A_step_with_an_approval_is_where_the_plan_ends_and_nothing_is_in_the_way() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Web("good.1"));
        await run.UntilAsync("released and at rest", () => IsAtRest(run));
        var asks = Web("good.2").Replace("hold: 3s}", "hold: 3s, approve: true}", StringComparison.Ordinal);

        var plan = await run.PlanAsync(asks);
        Assert.True(plan is { IsStuck: false, HasChanges: true }, new PlanText(coloured: false).Of(plan));
        Assert.Contains("\n  then a person is asked: ", new PlanText(coloured: false).Of(plan), StringComparison.Ordinal);
        Assert.Contains("\"awaits\": \"Approval\"", PlanJson.Of(plan), StringComparison.Ordinal);

        run.Commit(asks);
        await run.UntilAsync("it waits for the approval", () => run.Status!.Conditions.Any(condition => condition is { Type: "Paused", Reason: "ApprovalNeeded" }));
        var waiting = await run.PlanAsync(asks);
        Assert.True(waiting is { IsStuck: false, HasChanges: false }, new PlanText(coloured: false).Of(waiting));
        Assert.StartsWith("web  a person is asked: ", new PlanText(coloured: false).Of(waiting), StringComparison.Ordinal);
    });

    private static (string? Before, string After) Of(string commit) => commit switch
    {
        "first release" => (null, Web("good.1")),
        "canary" => (Web("good.1"), Web("good.2")),
        "more replicas" => (Web("good.1"), Web("good.1").Replace("replicas: 2", "replicas: 3", StringComparison.Ordinal)),
        "another path" => (Web("good.1"), Web("good.1").Replace("/*", "/beers/*", StringComparison.Ordinal)),
        "worker" => (null, Rehearsal.Worker("web:good.1")),
        "worker again" => (Rehearsal.Worker("web:good.1"), Rehearsal.Worker("web:good.2")),
        "a range" => (Web("good.1"), Scaled("good.1")),
        "canary of a scaled service" => (Scaled("good.1"), Scaled("good.2")),
        "a fixed number again" => (Scaled("good.1"), Web("good.1")),
        "scaled worker" => (ScaledWorker("good.1"), ScaledWorker("good.2")),
        "no change" => (Web("good.1"), Web("good.1")),
        _ => throw new ArgumentOutOfRangeException(nameof(commit)),
    };

    private static string Web(string image, string more = "replicas: 2") => Rehearsal.Web($"web:{image}").Replace("  replicas: 2", $"  replicas: 2\n  {(more == "replicas: 2" ? "" : more)}", StringComparison.Ordinal);

    private static string Scaled(string image) => Web(image).Replace("replicas: 2", Range, StringComparison.Ordinal);

    private static string ScaledWorker(string image) => Rehearsal.Worker($"web:{image}").Replace("replicas: 2", Range, StringComparison.Ordinal);

    private static bool IsAtRest(Rehearsal run) => run.Status is { Outcome: "Released" } status && status.Conditions.Single(condition => condition.Type == "Ready").Message == "all as desired";
}
