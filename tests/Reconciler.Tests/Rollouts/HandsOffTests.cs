using Publican.Aws;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

/// <summary>Row 2 without a lease, the one way back that is left when the database is away, and the wait after taking over.</summary>
public sealed class HandsOffTests
{
    private static readonly Leadership
        Follows = new(Standing.Follows, "other"),
        Observes = new(Standing.Observes),
        Leads = new(Standing.Leads, "me", 3, Sample.Now - TimeSpan.FromHours(1)),
        Unrenewed = Leads with { Standing = Standing.Unrenewed, Why = "away" },
        CutOff = Leads with { Standing = Standing.CutOff, Why = "away" };

    [Fact]
    public void A_standby_touches_nothing_and_names_the_leader()
    {
        foreach (var scene in new[] { Scene.At(10, 60), Scene.At(50, 1) with { GreenHealthy = 0 }, Scene.Prepared, new Scene { GreenWeight = 30 } })
        {
            var decision = (scene with { Leadership = Follows }).Decide();
            Assert.Equal((Phase.HandsOff, null, "another instance leads: other"), (decision.Phase, decision.Action, decision.Reason));
        }
    }

    [Fact]
    public void Who_does_not_know_the_leader_does_not_even_bring_traffic_home() =>
        Assert.Equal((Phase.HandsOff, null), Of((Scene.At(50, 1) with { GreenHealthy = 0, Leadership = Observes }).Decide()));

    [Fact]
    public void A_holder_goes_on_as_ever() => Assert.Equal(50, Weight((Scene.At(10, 60) with { Leadership = Leads }).Decide()));

    [Fact]
    public void While_renewals_fail_an_open_rollout_goes_on() => Assert.Equal(50, Weight((Scene.At(10, 60) with { Leadership = Unrenewed }).Decide()));

    [Fact]
    public void While_renewals_fail_no_rollout_is_begun()
    {
        Assert.IsType<PlannedAction.WriteRecord>(Scene.Prepared.Decide().Action);
        var decision = (Scene.Prepared with { Leadership = Unrenewed }).Decide();
        Assert.Equal((Phase.Ready, null), Of(decision));
        Assert.Contains("no rollout is begun", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_off_holder_makes_no_forward_move() => Assert.Equal((Phase.HandsOff, null), Of((Scene.At(10, 60) with { Leadership = CutOff }).Decide()));

    [Fact]
    public void A_cut_off_holder_brings_a_sick_candidates_traffic_home_and_writes_nothing_else()
    {
        var sick = Scene.At(50, 1) with { GreenHealthy = 1, Leadership = CutOff };
        Assert.Equal(0, Weight(sick.Decide()));
        Assert.Equal(0, Weight((Scene.At(50, 1) with { ChecksGood = false, Leadership = CutOff }).Decide()));
        Assert.Equal((Phase.HandsOff, null), Of((sick with { GreenWeight = 0 }).Decide()));
    }

    [Fact]
    public void A_cut_off_holder_needs_a_full_stable_side_to_bring_traffic_home_to()
    {
        var sick = Scene.At(50, 1) with { GreenHealthy = 0, BlueHealthy = 1 };
        Assert.Equal(0, Weight(sick.Decide()));
        Assert.Equal((Phase.HandsOff, null), Of((sick with { Leadership = CutOff }).Decide()));
    }

    /// <summary>Another instance may lead by now, with a newer commit or clocks of its own: what only this process believes is no evidence.</summary>
    [Fact]
    public void A_cut_off_holder_trusts_neither_its_files_nor_its_memory()
    {
        Scene[] beliefs =
        [
            Scene.At(50, 1) with { Desired = "h1:newer" },
            Scene.At(50, 1) with { Desired = "h1:old" },
            new Scene { GreenWeight = 30, Green = ("h1:new", 2, 2) },
            Scene.At(30, 1) with { Record = Scene.Released with { Attempt = Scene.Moving, Since = new Since(10, Sample.Now) } },
            Scene.At(10, 3600) with { ChecksGood = null },
        ];
        foreach (var scene in beliefs)
        {
            Assert.Equal(0, Weight(scene.Decide()));
            Assert.Equal((Phase.HandsOff, null), Of((scene with { Leadership = CutOff }).Decide()));
        }
    }

    [Fact]
    public void A_suspension_is_stronger_than_the_way_back_of_a_cut_off_holder()
    {
        var decision = (Scene.At(50, 1) with { GreenHealthy = 0, Leadership = CutOff, Intents = Sample.Wish(Verb.Suspend, null) }).Decide();
        Assert.Contains("suspended", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_just_took_over_waits_for_old_reads_and_calls_under_way_before_it_moves_forward()
    {
        var took = Leads with { Since = Sample.Now, Quiet = AwsClients.CallTimeout };
        var wait = Sample.Timing.ReadLag + AwsClients.CallTimeout;
        Decision After(TimeSpan time) => (Scene.Prepared with { Leadership = took with { Since = Sample.Now - time }, Memory = Fresh(time) }).Decide();

        var decision = After(TimeSpan.Zero);
        Assert.Equal((Phase.Blind, null), Of(decision));
        Assert.Equal(wait, decision.LookAgain);
        Assert.Equal((Phase.Blind, null), Of(After(wait - TimeSpan.FromTicks(1))));
        Assert.Equal(Phase.Ready, After(wait).Phase);
    }

    [Fact]
    public void Who_just_took_over_brings_traffic_home_on_evidence_at_once()
    {
        var scene = Scene.At(50, 1) with { GreenHealthy = 0, Leadership = Leads with { Since = Sample.Now, Quiet = AwsClients.CallTimeout }, Memory = Fresh(TimeSpan.Zero) };
        Assert.Equal(0, Weight(scene.Decide()));
    }

    private static ProcessMemory Fresh(TimeSpan age) => new Scene().Memory with { StartedAt = Sample.Now - age };

    private static (Phase Phase, PlannedAction? Action) Of(Decision decision) => (decision.Phase, decision.Action);

    private static int Weight(Decision decision) => Assert.IsType<PlannedAction.SetWeights>(decision.Action).CandidateWeight;
}
