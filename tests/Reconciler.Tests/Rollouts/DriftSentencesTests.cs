using System.Collections.Immutable;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

/// <summary>Every kind of difference, in the words that people read, and what becomes of it.</summary>
public sealed class DriftSentencesTests
{
    private static readonly ServiceSpec Heals = Sample.Spec(), Hands = Heals with { SelfHeal = false };
    private static readonly ReleaseRecord Released = Scene.Released with { StableRevision = "h1:old" };
    private static readonly Scene Quiet = new() { Spec = Heals, Record = Released };
    private static readonly RollingScene Worker = new() { Desired = "h1:old" };
    private static readonly Rule Usual = Sample.Production(100, "h1:old");

    [Theory]
    [InlineData(Remedy.PutBack, "it is put right")]
    [InlineData(Remedy.Rollout, "a rollout onto the other colour puts it right")]
    [InlineData(Remedy.NextRollout, "the next rollout puts it right: tasks that serve are not restarted for it")]
    [InlineData(Remedy.Adoption, "the service is not adopted before they are equal")]
    [InlineData(Remedy.Reported, "it is only reported, because selfHeal is false")]
    public void A_difference_says_what_becomes_of_it(Remedy remedy, string told) => Assert.Equal($"count: 2 is wanted, 5 is found; {told}", new Difference("count", "2", "5", remedy).Message);

    [Fact]
    public void A_service_that_is_to_be_adopted_must_not_differ() => Assert.Equal(
        new Difference("image", "a", "b", Remedy.Adoption), Assert.Single(Of(Worker, seen => seen with { Adoption = Known(ImmutableArray.Create(new AdoptionDifference("image", "a", "b"))) })));

    [Fact]
    public void A_worker_differs_by_its_task_definition_only_while_it_has_tasks()
    {
        Assert.Empty(Of(Worker));
        Assert.Equal(new Difference("taskDefinition", "h1:old", "h1:strange", Remedy.PutBack), Assert.Single(Of(Worker with { Runs = ("h1:strange", 2, 2) })));
        Assert.Equal(new Difference("taskDefinition", "h1:old", "arn:definition/?", Remedy.PutBack), Assert.Single(Of(Worker with { Runs = (null, 2, 2) })));
        Assert.Equal(new Difference("count", "2", "0", Remedy.PutBack), Assert.Single(Of(Worker with { Runs = ("h1:strange", 0, 0) })));
    }

    [Fact]
    public void Count_and_settings_of_a_worker_are_told_together() => Assert.Equal(
        [new Difference("count", "2", "3", Remedy.PutBack), new Difference("enableExecuteCommand", "false", "true", Remedy.PutBack)],
        Of(Worker with { Runs = ("h1:old", 3, 3) }, seen => Set(seen, Worker.Target, Colour.Blue, ("enableExecuteCommand", "true"))).AsEnumerable());

    [Fact]
    public void Weights_are_told_rule_by_rule_and_put_back_unless_a_person_may_leave_them()
    {
        var second = Sample.Traffic(Sample.SecondRule, 25007, 70, 30, Rule.OfProduction, "h1:old");
        Assert.Equal(new Difference("weights", "100/0", "50/50, 70/30", Remedy.PutBack), Weights(Quiet, Sample.Production(50, "h1:old"), second));
        Assert.Equal(new Difference("weights", "100/0", "70/30", Remedy.PutBack), Weights(Quiet, Usual, second));

        // Only the numbers are odd.
        var odd = Sample.Traffic(Sample.Rule, 25100, 1, 0, Rule.OfProduction, "h1:old");
        Assert.Equal(new Difference("weights", "100/0", "1/0", Remedy.PutBack), Weights(Quiet, odd));
        Assert.Equal(new Difference("weights", "100/0", "1/0", Remedy.Reported), Weights(Quiet with { Spec = Hands }, odd));
        Assert.Equal("weights", Weights(Quiet, Usual with { Weights = Usual.Weights.Add("arn:tg/strange", 5) }).Field);

        // Nobody answers on the side that was given some.
        var given = Quiet with { Spec = Hands, Green = ("h1:older", 2, 2) };
        Assert.Equal(Remedy.Reported, Weights(given, Sample.Production(50, "h1:old")).Remedy);
        Assert.Equal(Remedy.PutBack, Weights(given with { GreenHealthy = 0 }, Sample.Production(50, "h1:old")).Remedy);

        static Difference Weights(Scene scene, params Rule[] rules) => Assert.Single(Of(scene, seen => seen with { Rules = Known(new ServiceRules([.. rules], [])) }), one => one.Field == "weights");
    }

    [Fact]
    public void Routes_are_told_by_conditions_priority_and_place()
    {
        var hosts = Quiet with { Spec = Heals with { Routes = [new RouteSpec("public", ["/beers/*", "/ales/*"], 100) { Hosts = ["beer.example"] }] } };
        Assert.Equal(new Difference("routes", "beer.example /beers/* /ales/*", "/*", Remedy.PutBack), Assert.Single(Of(hosts)));
        Assert.Equal(new Difference("routes", "public/100", "public/7", Remedy.PutBack), Assert.Single(Of(Quiet, Rules(Usual with { Priority = 25007 }))));

        var second = Quiet with { Spec = Heals with { Routes = [.. Heals.Routes, new RouteSpec("secure", ["/new"], 7)] } };
        Assert.Equal(new Difference("routes", "secure/7", "no rule", Remedy.PutBack), Assert.Single(Of(second)));
        Assert.Equal(new Difference("routes", "no rule", "secure/7", Remedy.PutBack), Assert.Single(Of(Quiet, Rules(Usual, Usual with { Arn = Sample.SecondRule, ListenerArn = Sample.Secure, Priority = 25007, Paths = ["/new"] }))));
    }

    [Fact]
    public void Settings_are_put_right_now_or_by_the_next_rollout()
    {
        Assert.Equal(new Difference("enableExecuteCommand", "false", "true", Remedy.PutBack), Assert.Single(Of(Quiet, Off(("enableExecuteCommand", "true")))));
        Assert.Equal(new Difference("capacityProviderStrategy", "none", "capacityProvider=SPOT", Remedy.NextRollout), Assert.Single(Of(Quiet, Off(("capacityProviderStrategy", """[{"capacityProvider":"SPOT"}]""")))));
        Assert.Empty(Of(Quiet with { Spec = Heals with { Ignore = ["enableExecuteCommand"] } }, Off(("enableExecuteCommand", "true"))));

        var group = Sample.TargetGroup(Colour.Blue, Target.GroupSettings with { DeregistrationDelay = TimeSpan.FromMinutes(5) });
        Assert.Equal(new Difference("deregistrationDelay", "2s", "300s", Remedy.PutBack), Assert.Single(Of(Quiet, Group(group))));
        Assert.Empty(Of(Quiet with { Spec = Heals with { Ignore = ["deregistrationDelay"] } }, Group(group)));
        Assert.Equal(new Difference("tags", "this service's tags", "none on target group blue", Remedy.Reported), Assert.Single(Of(Quiet, Group(group with { Ours = false }))));
    }

    [Theory]
    [InlineData("green", "green", Remedy.PutBack, null)]
    [InlineData(null, "none", Remedy.PutBack, null)]
    [InlineData("green", "green", Remedy.Reported, false)]
    public void A_side_that_is_called_another_colour_is_told(string? tag, string found, Remedy remedy, bool? selfHeal)
    {
        var noted = Released with { Applied = Sample.Target("h1:old", Hands).Applied };
        var scene = Quiet with { Spec = Heals with { SelfHeal = selfHeal }, Record = noted };
        Assert.Equal(new Difference("tags", "publican:colour=blue", found, remedy), Assert.Single(Of(scene, Tagged(tag))));
        Assert.Empty(Of(scene with { Spec = scene.Spec with { Ignore = ["tags"] } }, Tagged(tag)));
        Assert.Empty(Of(scene, Tagged("blue")));
    }

    [Fact]
    public void Where_green_serves_it_is_green_that_is_told_and_put_right()
    {
        var spec = Heals with { Scaling = new ScalingSpec(2, 10, new ScalingTargetSpec(ScalingMetric.Cpu, 60)) };
        var green = new Scene { Spec = spec, Record = Released with { Stable = Colour.Green }, Blue = ("h1:older", 0, 0), Green = ("h1:old", 2, 2), GreenWeight = 100 };
        var free = new ScalableTarget(2, 10, InSuspended: false, OutSuspended: false) { Policy = new("ECSServiceAverageCPUUtilization", 60, null) };
        ServiceObservation Scaled(ServiceObservation seen, ScalableTarget target) => seen with { Scaling = Known(new Pair<ScalableTarget?>(null, target)) };
        Assert.Equal(new Difference("scaling", "scaling", "suspended", Remedy.PutBack), Assert.Single(Of(green, seen => Scaled(seen, free with { OutSuspended = true }))));
        Assert.Equal(new Difference("scaling", "ECSServiceAverageCPUUtilization at 60", "ECSServiceAverageCPUUtilization at 90", Remedy.PutBack),
            Assert.Single(Of(green, seen => Scaled(seen, free with { Policy = free.Policy! with { Value = 90 } }))));
        Assert.Empty(Of(green with { Spec = spec with { Ignore = ["scaling"] } }, seen => Scaled(seen, free with { OutSuspended = true })));

        var restore = DriftRows.Restore(View(green, seen => Set(seen, Target, Colour.Green, ("enableExecuteCommand", "true"))), Phase.Steady)!;
        Assert.Equal((Colour.Green, "arn:service/green"), (((PlannedAction.RestoreSettings)restore.Action!).Colour, ((PlannedAction.RestoreSettings)restore.Action).Arn));
    }

    [Fact]
    public void What_was_changed_by_hand_is_named_when_it_is_put_back()
    {
        Told("enableECSManagedTags is true, false is wanted; enableExecuteCommand is true, false is wanted", Off(("enableExecuteCommand", "true"), ("enableECSManagedTags", "true")));
        Told("healthCheck is /other every 0.5s within 0.4s, 2 good, 3 bad, /health every 0.5s within 0.4s, 2 good, 3 bad is wanted; deregistrationDelay is 300s, 2s is wanted", Group(Strange));
        Told("the tag publican:colour of blue was changed", Tagged("green"));

        static void Told(string found, Func<ServiceObservation, ServiceObservation> but)
        {
            var decision = DriftRows.Restore(View(Quiet, but), Phase.Steady)!;
            Assert.Equal((found, $"changed by hand: {found}"), (decision.Reason, decision.Drift));
        }
    }

    [Fact]
    public void What_of_a_target_group_is_left_to_others_is_written_as_it_was_found()
    {
        Assert.Equal(Target.GroupSettings, Written(Heals));
        Assert.Equal(Strange.Settings with { DeregistrationDelay = Target.GroupSettings.DeregistrationDelay }, Written(Heals with { Ignore = ["healthCheck"] }));
        Assert.Equal(Target.GroupSettings with { DeregistrationDelay = Strange.Settings.DeregistrationDelay }, Written(Heals with { Ignore = ["deregistrationDelay"] }));
        Assert.Null(DriftRows.Restore(View(Quiet with { Spec = Heals with { Ignore = ["healthCheck", "deregistrationDelay"] } }, Group(Strange)), Phase.Steady));

        static GroupSettings Written(ServiceSpec spec) =>
            Assert.IsType<PlannedAction.ConfigureTargetGroup>(DriftRows.Restore(View(Quiet with { Spec = spec }, Group(Strange)), Phase.Steady)!.Action).Settings;
    }

    [Fact]
    public void All_that_stands_is_told_in_one_sentence_each()
    {
        var noted = Released with { Applied = Sample.Target("h1:old", Hands).Applied };
        var decision = (Quiet with { Spec = Hands, Record = noted, Blue = ("h1:strange", 5, 5) }).Decide();
        Assert.Equal((Phase.Steady, "taskDefinition: h1:old is wanted, h1:strange is found; it is only reported, because selfHeal is false; count: 2 is wanted, 5 is found; it is only reported, because selfHeal is false"),
            (decision.Phase, decision.Reason));
        Assert.Equal("all as desired", Quiet.Decide().Reason);
    }

    [Fact]
    public void Beside_a_task_definition_that_stands_the_rest_is_looked_after()
    {
        var noted = Released with { Applied = Sample.Target("h1:old", Hands).Applied };
        var left = Quiet with { Spec = Hands, Record = noted, Blue = ("h1:strange", 2, 2) };
        Assert.NotNull(DriftRows.LeftByHand(View(left)));

        var second = Hands with { Routes = [.. Hands.Routes, new RouteSpec("secure", ["/new"], 7)] };
        Assert.IsType<PlannedAction.CreateProductionRule>(DriftRows.LeftByHand(View(left with { Spec = second }))!.Action);

        var warm = DriftRows.LeftByHand(View(left with { Green = ("h1:older", 2, 2), Record = noted with { RetireAt = Sample.Now + TimeSpan.FromSeconds(9) } }))!;
        Assert.Equal((Phase.Retain, null, "green stays warm for an instant rollback for 9 s"), (warm.Phase, warm.Action, warm.Reason));

        Assert.Equal(3, Assert.IsType<PlannedAction.Scale>(DriftRows.LeftByHand(View(left with { Spec = Hands with { Replicas = 3 } }))!.Action).Count);
    }

    private static readonly Target Target = Sample.Target("h1:old");

    private static readonly TargetGroup Strange = Sample.TargetGroup(Colour.Blue, Target.GroupSettings with { Path = "/other", DeregistrationDelay = TimeSpan.FromMinutes(5) });

    private static Func<ServiceObservation, ServiceObservation> Off(params (string Member, string Json)[] found) => seen => Set(seen, Target, Colour.Blue, found);

    private static Func<ServiceObservation, ServiceObservation> Group(TargetGroup group) => seen => seen with { StableGroup = Known<TargetGroup?>(group) };

    private static Func<ServiceObservation, ServiceObservation> Rules(params Rule[] rules) => seen => seen with { Rules = Known(new ServiceRules([.. rules], [])) };

    private static Func<ServiceObservation, ServiceObservation> Tagged(string? colour) => seen => Change(seen, Colour.Blue, service => service with
    {
        Tags = colour is null ? service.Tags.SetItem(OwnerTags.Service, "beer-api") : service.Tags.SetItem(OwnerTags.Service, "beer-api").SetItem(OwnerTags.Colour, colour),
    });

    private static ServiceObservation Set(ServiceObservation seen, Target target, Colour colour, params (string Member, string Json)[] found) => Change(seen, colour, service => service with
    {
        Settings = WantedSettings.Of(target).SetItems(found.Select(one => KeyValuePair.Create(one.Member, one.Json))),
    });

    private static ServiceObservation Change(ServiceObservation seen, Colour colour, Func<EcsService, EcsService> change) =>
        seen with { Services = Known(seen.Services.Value!.With(colour, change(seen.Services.Value![colour]!))) };

    private static ImmutableArray<Difference> Of(Scene scene, Func<ServiceObservation, ServiceObservation>? but = null) => Drift.Of(View(scene, but));

    private static ImmutableArray<Difference> Of(RollingScene scene, Func<ServiceObservation, ServiceObservation>? but = null) =>
        Drift.Of(new View(scene.Target, but is null ? scene.Observe() : but(scene.Observe()), scene.Memory, Sample.Now));

    private static View View(Scene scene, Func<ServiceObservation, ServiceObservation>? but = null)
    {
        var target = Sample.Target(scene.Desired, scene.Spec);
        var seen = scene.Observe(target);
        return new View(target, but is null ? seen : but(seen), scene.Memory, Sample.Now);
    }

    private static Fact<T> Known<T>(T value) => Fact<T>.Of(value, Sample.Now);
}
