using Amazon.SimpleSystemsManagement.Model;
using Publican.Faults.Region;
using Publican.Faults.Rolling;
using Publican.Faults.Runs;
using Publican.Observed;
using Publican.Plans;

namespace Publican.Faults.Estate;

/// <summary>Services that left the files, the real loop against LocalCloud.</summary>
public sealed class PruneTests
{
    private static readonly string Prunes = Rehearsal.EnvironmentWith("prune: {after: 5s, atMost: 50}");

    [Fact]
    public void A_service_that_left_is_deleted_whole_traffic_first_and_the_other_is_not_touched() => Rehearsal.Play(async stage =>
    {
        using var run = await ReleasedAsync(stage, Fault.None);
        var began = run.Calls.Count();
        run.Commit(Prunes, Cart);
        await run.UntilAsync("web is gone", () => run.StatusOf("web") is null);

        Assert.Equal(
            ["DeleteRule", "UpdateService", "DeleteService", "DeleteTargetGroup", "DeleteTargetGroup", "DeleteService"],
            run.Calls.Skip(began).Where(call => call.Mutating).Select(call => call.Action));
        Assert.DoesNotContain(run.Calls.Skip(began), call => call.Mutating && call.Text.Contains("cart", StringComparison.Ordinal));
        await NothingLeftAsync(stage);
    });

    [Fact]
    public void Killed_after_any_write_of_the_deletion_or_its_answer_lost_nothing_is_left() =>
        Suffering(fault => fault.Kind is FaultKind.Killed or FaultKind.LostAnswer, mutating: true);

    [Fact]
    [Trait("Length", "long")]
    public void Whatever_happens_to_any_call_of_the_deletion_nothing_is_left_and_nothing_else_touched() => Suffering(_ => true, mutating: false);

    private static void Suffering(Func<Fault, bool> which, bool mutating)
    {
        var faults = new List<Fault>();
        Rehearsal.Play(async stage =>
        {
            using var run = await ReleasedAsync(stage, Fault.None);
            var first = run.Numbered.Count;
            run.Commit(Prunes, Cart);
            await run.UntilAsync("web is gone", () => run.StatusOf("web") is null);
            faults.AddRange(Fault.All(run.Numbered).Where(fault => fault.Call > first && which(fault) && (!mutating || run.Numbered[fault.Call - 1].Call.Mutating)));
        });
        Assert.True(faults.Count >= 12, "the deletion made too few calls");

        foreach (var fault in faults)
        {
            Rehearsal.Play(async stage =>
            {
                using var run = await ReleasedAsync(stage, fault);
                var began = run.Calls.Count();
                run.Commit(Prunes, Cart);
                var later = stage.Now + TimeSpan.FromSeconds(90);
                await run.UntilAsync($"web is gone, {fault}", () => run.StatusOf("web") is null && stage.Now > later);
                Assert.DoesNotContain(run.Calls.Skip(began), call => call.Mutating && call.Text.Contains("cart", StringComparison.Ordinal));
                await NothingLeftAsync(stage);
            });
        }
    }

    [Fact]
    public void A_file_that_is_put_back_in_the_middle_brings_the_service_back() => Rehearsal.Play(async stage =>
    {
        using var run = await ReleasedAsync(stage, Fault.None);
        run.Commit(Prunes, Cart);
        await run.UntilAsync("web has no rule any more", () => run.Calls.Any(call => call.Action == "DeleteRule") && run.StatusOf("web") is { Phase: "Prune" });
        run.Commit(Prunes, Cart, Rehearsal.Web("web:good.2"));
        await run.UntilAsync("web is back", () => run.StatusOf("web") is { Phase: "Steady", Outcome: "Released" });
        Assert.DoesNotContain(run.Calls, call => call.Action == "DeleteService");
    });

    [Fact]
    public void A_worker_and_a_service_that_never_came_up_are_deleted_too() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Prunes, Cart, Other("ale"), Other("bock"), Worker, Never);
        await run.UntilAsync("all stand", () => new[] { "cart", "ale", "bock", "worker" }.All(name => run.StatusOf(name) is { Outcome: "Released" }) && run.StatusOf("never") is { Phase: "NoStable" });
        run.Commit(Prunes, Cart, Other("ale"), Other("bock"));
        await run.UntilAsync("both are gone", () => run.StatusOf("worker") is null && run.StatusOf("never") is null);
        await NothingLeftAsync(stage, "worker", "never");
    });

    [Fact]
    public void Half_of_the_services_gone_at_once_waits_for_a_person_who_deletes_one() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Rehearsal.EnvironmentWith("prune: {after: 5s}"), Cart, Web);
        await run.UntilAsync("both are released", () => IsReleased(run, "cart") && IsReleased(run, "web"));
        var began = run.Calls.Count();
        run.Commit(Rehearsal.EnvironmentWith("prune: {after: 5s}"), Cart);
        var later = stage.Now + TimeSpan.FromMinutes(1);
        await run.UntilAsync("a minute passes", () => stage.Now >= later);

        var orphaned = Assert.Single(run.StatusOf("web")!.Conditions, condition => condition.Type == "Orphaned");
        Assert.StartsWith("web left the desired state: 1 of 2 services left at once, and spec.prune.atMost allows 25%: nothing is deleted.", orphaned.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Calls.Skip(began), call => call.Mutating && call.Text.Contains("web", StringComparison.Ordinal));

        await stage.Hands.Parameters.PutParameterAsync(new PutParameterRequest
        {
            Name = "/publican/local/intents/web", Type = "String",
            Value = IntentList.Write([new Intent(Verb.Prune, run.StatusOf("web")!.DesiredRevision, null, "ann", stage.Now)]),
        });
        await run.UntilAsync("web is gone", () => run.StatusOf("web") is null);
        await NothingLeftAsync(stage);
    });

    [Fact]
    public void An_emptied_folder_deletes_nothing() => Rehearsal.Play(async stage =>
    {
        using var run = await ReleasedAsync(stage, Fault.None);
        var began = run.Calls.Count();
        run.Commit(Prunes);
        var later = stage.Now + TimeSpan.FromMinutes(1);
        await run.UntilAsync("a minute passes", () => stage.Now >= later);
        Assert.All(new[] { "cart", "web" }, name => Assert.Contains(run.StatusOf(name)!.Conditions,
            condition => condition.Type == "Orphaned" && condition.Message.Contains("holds no service at all, so nothing is deleted", StringComparison.Ordinal)));
        Assert.DoesNotContain(run.Calls.Skip(began), call => call.Mutating);
    });

    [Fact]
    public void The_plan_lists_the_deletion_call_by_call_and_what_a_new_name_means() => Rehearsal.Play(async stage =>
    {
        using var run = await ReleasedAsync(stage, Fault.None);
        var plan = await run.PlanAsync(Prunes, Cart, Other("site"));
        var text = new PlanText(coloured: false).Of(plan);
        Assert.Contains("web  is not in the files: it is deleted\n    1  elasticloadbalancing:DeleteRule", text, StringComparison.Ordinal);
        Assert.Contains("If web was renamed to site: that is a new service beside the old one", text, StringComparison.Ordinal);
        Assert.Contains("and 1 service deleted;", text, StringComparison.Ordinal);

        var began = run.Calls.Count();
        run.Commit(Prunes, Cart);
        await run.UntilAsync("web is gone", () => run.StatusOf("web") is null);
        Assert.Equal(
            run.Calls.Skip(began).Where(call => call.Mutating).Select(call => call.Action),
            Assert.Single(plan.Orphans).Steps.SelectMany(step => step.Calls).Select(call => call.Split(':')[1]));
        Assert.Empty((await run.PlanAsync(Prunes, Cart)).Orphans);
    });

    [Fact]
    public void A_rename_under_the_same_route_is_planned_to_its_end_and_goes_that_way() => Rehearsal.Play(async stage =>
    {
        using var run = await ReleasedAsync(stage, Fault.None);
        var plan = await run.PlanAsync(Prunes, Cart, Renamed);
        var text = new PlanText(coloured: false).Of(plan);
        Assert.True(plan is { IsStuck: false, HasChanges: true }, text);
        Assert.Contains("If web was renamed to site: that is a new service beside the old one, which is then deleted. A rule in the same place waits", text, StringComparison.Ordinal);

        var began = run.Calls.Count();
        run.Commit(Prunes, Cart, Renamed);
        var later = stage.Now + TimeSpan.FromSeconds(60);
        await run.UntilAsync("site stands where web was", () => stage.Now >= later && IsReleased(run, "site") && run.StatusOf("web") is null);
        var planned = plan.Services.SelectMany(service => service.Steps).Concat(plan.Orphans.SelectMany(orphan => orphan.Steps)).SelectMany(step => step.Calls).Select(call => call.Split(':')[1]);
        Assert.Equal(run.Calls.Skip(began).Where(call => call.Mutating).Select(call => call.Action).Order(), planned.Order());
    });

    [Theory]
    [InlineData("rolloutsAtOnce: 100", "web  is not in the files: it keeps running and is not touched")]
    [InlineData("prune: {after: 5s, atMost: 10}", "web  is not in the files: 1 of 3 services left at once")]
    public void A_rename_under_the_same_route_is_said_where_the_old_one_is_kept_too(string key, string says) => Rehearsal.Play(async stage =>
    {
        using var run = await ReleasedAsync(stage, Fault.None);
        var plan = await run.PlanAsync(Rehearsal.EnvironmentWith(key), Cart, Renamed);
        var text = new PlanText(coloured: false).Of(plan);

        Assert.True(plan is { IsStuck: true, HasChanges: false }, text);
        Assert.Contains(says, text, StringComparison.Ordinal);
        Assert.Contains("the production rule needs place 25100 of the listener public, and the rule of web stands there", text, StringComparison.Ordinal);
        Assert.Contains("If web was renamed to site: that is a new service beside the old one, which is kept. A rule in the same place waits until the old service is deleted.", text, StringComparison.Ordinal);
    });

    private static async Task<Rehearsal> ReleasedAsync(Stage stage, Fault fault)
    {
        var run = new Rehearsal(stage, fault, Prunes, Cart, Web);
        await run.UntilAsync("both are released", () => IsReleased(run, "cart") && IsReleased(run, "web"));
        run.Commit(Prunes, Cart, Rehearsal.Web("web:good.2"));
        var later = stage.Now + TimeSpan.FromSeconds(40);
        await run.UntilAsync("web is released again and at rest", () => stage.Now >= later && IsReleased(run, "web"));
        return run;
    }

    private static bool IsReleased(Rehearsal run, string name) => run.StatusOf(name) is { Outcome: "Released", Phase: "Steady" };

    private static async Task NothingLeftAsync(Stage stage, params string[] names)
    {
        foreach (var name in names.DefaultIfEmpty("web"))
        {
            var services = await stage.Hands.Ecs.DescribeServicesAsync(new() { Cluster = "publican-local", Services = [name, $"{name}-blue", $"{name}-green"] });
            Assert.All(services.Services, service => Assert.Equal("INACTIVE", service.Status));
            Assert.DoesNotContain((await stage.Hands.LoadBalancing.DescribeTargetGroupsAsync(new())).TargetGroups, group => group.TargetGroupName.StartsWith(name, StringComparison.Ordinal));
        }
    }

    private static string Cart => Rehearsal.Web("cart:good.1", name: "cart", routes: "route: {listener: public, path: \"/cart\", priority: 1}");

    private static string Web => Rehearsal.Web("web:good.1");

    private static string Renamed => Rehearsal.Web("site:good.1", name: "site");

    private static string Other(string name) => Rehearsal.Web($"{name}:good.1", name: name, routes: $"route: {{listener: public, path: \"/{name}\", priority: {name.Length + name[0]}}}");

    private static string Worker => $"{Rehearsal.Worker("worker:good.1").Replace("name: web", "name: worker", StringComparison.Ordinal).Replace("replicas: 2", "scaling: {min: 2, max: 4, target: {cpu: 60}}", StringComparison.Ordinal)}";

    private static string Never => Rehearsal.Web("never:crash.1", name: "never", routes: "route: {listener: public, path: \"/never\", priority: 9}");
}
