using System.Collections.Immutable;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

/// <summary>What a person changed: put back, reported only, or nobody's business; and what is done whatever <c>selfHeal</c> says.</summary>
public sealed class DriftTests
{
    private static readonly ServiceSpec Hands = Sample.Spec() with { SelfHeal = false }, HandsOfWorker = RollingScene.Worker with { SelfHeal = false };
    private static readonly Target Target = Sample.Target("h1:old", Hands);

    /// <summary>Released, and all of the files applied.</summary>
    private static readonly ReleaseRecord Noted = Scene.Released with { StableRevision = "h1:old", Applied = Target.Applied };

    private static readonly Scene Quiet = new() { Spec = Hands, Record = Noted };

    [Fact]
    public void A_count_changed_by_hand_is_only_reported()
    {
        var scene = Quiet with { Blue = ("h1:old", 5, 5) };
        Assert.Equal((Phase.Steady, null), (scene.Decide().Phase, scene.Decide().Action));
        Assert.Equal(new Difference("count", "2", "5", Remedy.Reported), Assert.Single(Of(scene)));
        Assert.Contains("count: 2 is wanted, 5 is found; it is only reported", scene.Decide().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_count_that_a_commit_changed_is_applied_and_then_noted()
    {
        var scene = Quiet with { Spec = Hands with { Replicas = 5 } };
        Assert.Equal(5, Assert.IsType<PlannedAction.Scale>(scene.Decide().Action).Count);
        Assert.Equal(Remedy.PutBack, Assert.Single(Of(scene)).Remedy);

        var note = Assert.IsType<PlannedAction.WriteRecord>((scene with { Blue = ("h1:old", 5, 5), BlueHealthy = 5 }).Decide().Action);
        Assert.Equal((RecordChange.Applied, Sample.Target("h1:old", scene.Spec).Applied), (note.Change, note.After.Applied));
    }

    [Fact]
    public void What_is_not_noted_yet_is_as_the_files_say()
    {
        var scene = Quiet with { Record = Noted with { Applied = null } };
        Assert.Equal(RecordChange.Applied, Assert.IsType<PlannedAction.WriteRecord>(scene.Decide().Action).Change);
        Assert.IsType<PlannedAction.Scale>((scene with { Blue = ("h1:old", 5, 5) }).Decide().Action);
    }

    [Fact]
    public void A_service_that_is_put_back_notes_nothing() => Assert.Null((Quiet with { Spec = Sample.Spec(), Record = Noted with { Applied = null } }).Decide().Action);

    [Fact]
    public void A_route_changed_by_hand_is_only_reported_and_one_of_a_commit_is_applied()
    {
        var moved = Hands with { Routes = [new RouteSpec("public", ["/beers/*"], 100)] };
        Assert.IsType<PlannedAction.SetRouteConditions>((Quiet with { Spec = moved }).Decide().Action);

        var scene = Quiet with { Spec = moved, Record = Noted with { Applied = Sample.Target("h1:old", moved).Applied } };
        Assert.Null(scene.Decide().Action);
        Assert.Equal(new Difference("routes", "/beers/*", "/*", Remedy.Reported), Assert.Single(Of(scene)));
    }

    [Fact]
    public void A_production_rule_that_is_gone_is_an_alarm_where_nothing_is_put_back()
    {
        var scene = Quiet with { GreenWeight = null };
        Assert.Equal((Phase.Contested, Alarms.RuleGone, null), (scene.Decide().Phase, scene.Decide().Alarm?.Reason, scene.Decide().Action));
        Assert.IsType<PlannedAction.CreateProductionRule>((scene with { Spec = Sample.Spec() }).Decide().Action);
    }

    [Fact]
    public void A_production_rule_that_lost_its_tags_is_not_made_a_second_time()
    {
        var target = Sample.Target("h1:old");
        var seen = new Scene { Record = Noted, GreenWeight = null }.Observe(target);
        var taken = new TakenPlace(Sample.Listener, 25100, null, Sample.Rule);
        var decision = RolloutMachine.Decide(target, seen with { Rules = Fact<ServiceRules>.Of(new ServiceRules([], []) { Taken = [taken] }, Sample.Now) }, Quiet.Memory, Sample.Now);
        Assert.Equal((Phase.Contested, Alarms.PriorityTaken, null), (decision.Phase, decision.Alarm?.Reason, decision.Action));
    }

    [Fact]
    public void Weight_that_a_person_gave_to_a_healthy_idle_colour_stands()
    {
        var scene = Quiet with { Green = ("h1:older", 2, 2), GreenWeight = 50 };
        Assert.Equal((Phase.Steady, null), (scene.Decide().Phase, scene.Decide().Action));
        Assert.Equal(new Difference("weights", "100/0", "50/50", Remedy.Reported), Assert.Single(Of(scene)));
        Assert.Equal(0, Assert.IsType<PlannedAction.SetWeights>((scene with { Spec = Sample.Spec() }).Decide().Action).CandidateWeight);
    }

    public static TheoryData<string> Reasons => ["sick", "empty", "quarantined", "new revision", "attempt", "our own way home", "leader that may come late", "odd sum"];

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Traffic_comes_home_all_the_same_when_it_is_not_safe_there(string reason)
    {
        var scene = Quiet with { Green = ("h1:older", 2, 2), GreenWeight = 50 };
        scene = reason switch
        {
            "sick" => scene with { GreenHealthy = 0 },
            "empty" => scene with { Green = ("h1:older", 0, 0), GreenHealthy = 0 },
            "quarantined" => scene with { Record = Noted.WithBad("h1:older", Codes.Hand) },
            "new revision" => scene with { Desired = "h1:new" },
            "attempt" => scene with { Record = Noted with { Attempt = Scene.Moving } },
            "our own way home" => scene with { Memory = scene.Memory with { Reverted = new Failure("h1:older", Codes.Unhealthy, "", "") } },
            "leader that may come late" => scene with
            {
                Memory = scene.Memory with { Found = new Found(10, InMotion: true) },
                Leadership = new Leadership(Standing.Leads, "host/1", 2, Sample.Now - TimeSpan.FromSeconds(20), Quiet: TimeSpan.FromSeconds(10)),
            },
            _ => scene,
        };
        var target = Sample.Target(scene.Desired, scene.Spec);
        var seen = scene.Observe(target);
        if (reason == "odd sum")
            seen = seen with { Rules = Fact<ServiceRules>.Of(new([Sample.Traffic(Sample.Rule, 25100, 1, 1, Rule.OfProduction, "h1:old")], []), Sample.Now) };

        var decision = RolloutMachine.Decide(target, seen, Remember.Seen(scene.Memory, seen, target, Sample.Now), Sample.Now);
        Assert.Equal((Phase.Revert, 0), (decision.Phase, Assert.IsType<PlannedAction.SetWeights>(decision.Action).CandidateWeight));
    }

    [Fact]
    public void Odd_weights_that_give_stable_everything_stand()
    {
        var seen = Quiet.Observe(Target);
        seen = seen with { Rules = Fact<ServiceRules>.Of(new([Sample.Traffic(Sample.Rule, 25100, 1, 0, Rule.OfProduction, "h1:old")], []), Sample.Now) };
        Assert.Equal((Phase.Steady, null), (RolloutMachine.Decide(Target, seen, Quiet.Memory, Sample.Now).Phase, RolloutMachine.Decide(Target, seen, Quiet.Memory, Sample.Now).Action));
        Assert.Equal(Remedy.Reported, Assert.Single(Drift.Of(new View(Target, seen, Quiet.Memory, Sample.Now))).Remedy);
    }

    [Fact]
    public void Another_task_definition_on_the_stable_side_stands_until_a_commit()
    {
        var scene = Quiet with { Blue = ("h1:strange", 2, 2) };
        Assert.Equal((Phase.Steady, null), (scene.Decide().Phase, scene.Decide().Action));
        Assert.Equal(new Difference("taskDefinition", "h1:old", "h1:strange", Remedy.Reported), Assert.Single(Of(scene)));

        Assert.Equal(Phase.Prepare, (scene with { Desired = "h1:new" }).Decide().Phase);
        Assert.Equal(Remedy.Rollout, Assert.Single(Of(scene with { Desired = "h1:new" })).Remedy);
    }

    [Fact]
    public void Otherwise_the_desired_revision_is_rolled_out_over_it_on_the_other_colour()
    {
        var scene = Quiet with { Spec = Sample.Spec(), Blue = ("h1:strange", 2, 2) };
        Assert.Equal(Phase.Prepare, scene.Decide().Phase);
        Assert.Equal(Remedy.Rollout, Assert.Single(Of(scene)).Remedy);
    }

    [Fact]
    public void A_rollout_that_began_to_put_it_right_is_cleaned_up_when_nothing_is_to_be_put_back_any_more()
    {
        var scene = Quiet with { Blue = ("h1:strange", 2, 2), Green = ("h1:old", 2, 2), Preview = true };
        Assert.IsType<PlannedAction.DeletePreviewRule>(scene.Decide().Action);
        Assert.Equal((Colour.Green, 0), (Assert.IsType<PlannedAction.Scale>((scene with { Preview = false }).Decide().Action).Colour, ((PlannedAction.Scale)(scene with { Preview = false }).Decide().Action!).Count));
    }

    [Fact]
    public void A_task_definition_put_there_while_the_desired_revision_is_quarantined_waits_for_a_commit()
    {
        var scene = Quiet with { Spec = Sample.Spec(), Desired = "h1:bad", Record = Noted.WithBad("h1:bad", Codes.Hand), Blue = ("h1:strange", 2, 2) };
        Assert.Null(scene.Decide().Action);
        Assert.Equal(Remedy.NextRollout, Assert.Single(Of(scene)).Remedy);
    }

    [Fact]
    public void What_a_person_put_on_the_stable_side_is_not_called_good()
    {
        var target = Sample.Target("h1:bad");
        var scene = Quiet with { Desired = "h1:bad", Record = Noted.WithBad("h1:bad", Codes.Hand), Blue = ("h1:strange", 2, 2) };
        var seen = scene.Observe(target);
        seen = seen with { Services = Fact<Pair<EcsService?>>.Of(seen.Services.Value!.Select(service => service is null ? null : service with { Verdict = null }), Sample.Now) };
        Assert.IsNotType<PlannedAction.NoteVerdict>(RolloutMachine.Decide(target, seen, scene.Memory, Sample.Now).Action);
    }

    [Fact]
    public void Tasks_that_a_rollout_counts_on_are_put_back_whatever_the_files_say()
    {
        var scene = Scene.At(10, 1) with { Spec = Hands with { Ignore = ["count"] }, Blue = ("h1:old", 1, 1), BlueHealthy = 1 };
        Assert.Equal((Colour.Blue, 2), (Assert.IsType<PlannedAction.Scale>(scene.Decide().Action).Colour, ((PlannedAction.Scale)scene.Decide().Action!).Count));
        Assert.Empty(Of(scene));
    }

    [Fact]
    public void An_idle_colour_that_was_scaled_up_is_stopped_all_the_same() =>
        Assert.Equal(0, Assert.IsType<PlannedAction.Scale>((Quiet with { Green = ("h1:older", 2, 2) }).Decide().Action).Count);

    [Fact]
    public void A_count_that_is_left_to_others_is_neither_put_back_nor_reported_and_a_rollout_goes_by_it()
    {
        var ignoring = Sample.Spec() with { Ignore = ["count"] };
        var scene = new Scene { Spec = ignoring, Record = Noted, Blue = ("h1:old", 1, 1), BlueHealthy = 1 };
        Assert.Null(scene.Decide().Action);
        Assert.Empty(Of(scene));

        var next = scene with { Desired = "h1:new", Preview = true };
        Assert.Equal(1, Assert.IsType<PlannedAction.CreateService>(next.Decide().Action).Count);
        Assert.Equal(2, Assert.IsType<PlannedAction.CreateService>((next with { Spec = Sample.Spec() }).Decide().Action).Count);
    }

    [Fact]
    public void Routes_that_are_left_to_others_keep_their_conditions_but_one_without_a_rule_gets_it()
    {
        var ignoring = Sample.Spec() with { Ignore = ["routes"], Routes = [new RouteSpec("public", ["/beers/*"], 100)] };
        Assert.Null(new Scene { Spec = ignoring, Record = Noted }.Decide().Action);
        Assert.Empty(Of(new Scene { Spec = ignoring, Record = Noted }));

        var second = ignoring with { Routes = [.. ignoring.Routes, new RouteSpec("secure", ["/new"], 7)] };
        Assert.IsType<PlannedAction.CreateProductionRule>(new Scene { Spec = second, Record = Noted }.Decide().Action);
    }

    [Fact]
    public void Another_task_definition_on_a_worker_stands_unless_ecs_put_it_there()
    {
        var scene = new RollingScene { Desired = "h1:old", Spec = HandsOfWorker, Runs = ("h1:strange", 2, 2), Record = RollingScene.Released with { Applied = Sample.Target("h1:old", HandsOfWorker).Applied } };
        Assert.Equal((Phase.Steady, null), (scene.Decide().Phase, scene.Decide().Action));
        Assert.Equal(Remedy.Reported, Assert.Single(Of(scene)).Remedy);

        Assert.True(Assert.IsType<PlannedAction.Roll>((scene with { Spec = RollingScene.Worker }).Decide().Action).Back);
        Assert.True(Assert.IsType<PlannedAction.Roll>((scene with { TakenBackAt = Sample.Now }).Decide().Action).Back);
        Assert.True(Assert.IsType<PlannedAction.Roll>((scene with { Record = scene.Record.WithBad("h1:strange", Codes.Alarm) }).Decide().Action).Back);
        Assert.Equal(Phase.Prepare, (scene with { Desired = "h1:new" }).Decide().Phase);
    }

    [Fact]
    public void Tasks_of_a_worker_that_a_person_stopped_stay_so()
    {
        var scene = new RollingScene { Desired = "h1:old", Spec = HandsOfWorker, Runs = ("h1:old", 0, 0), Record = RollingScene.Released with { Applied = Sample.Target("h1:old", HandsOfWorker).Applied } };
        Assert.Null(scene.Decide().Action);
        Assert.Equal(new Difference("count", "2", "0", Remedy.Reported), Assert.Single(Of(scene)));
        Assert.IsType<PlannedAction.ScaleRollingService>((scene with { Spec = HandsOfWorker with { Replicas = 3 } }).Decide().Action);
    }

    [Fact]
    public void A_worker_whose_count_is_left_to_others_is_rolled_out_with_as_many()
    {
        var scene = new RollingScene { Spec = RollingScene.Worker with { Ignore = ["count"] }, Runs = ("h1:old", 7, 7) };
        Assert.Equal(7, Assert.IsType<PlannedAction.WriteRecord>(scene.Decide().Action).After.Attempt!.Capacity);
        Assert.Null((scene with { Desired = "h1:old" }).Decide().Action);
    }

    private static ImmutableArray<Difference> Of(Scene scene)
    {
        var target = Sample.Target(scene.Desired, scene.Spec);
        return Drift.Of(new View(target, scene.Observe(target), scene.Memory, Sample.Now));
    }

    private static ImmutableArray<Difference> Of(RollingScene scene) => Drift.Of(new View(scene.Target, scene.Observe(), scene.Memory, Sample.Now));
}
