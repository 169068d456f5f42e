using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;
using Publican.Tests.Rollouts.Model;

namespace Publican.Tests.Rollouts;

/// <summary>Steps that need fewer tasks than the stable side has: four here, one of them at 10%, two at 50%.</summary>
public sealed class CapacityTests(ITestOutputHelper output) : ModelProof(output)
{
    private static readonly ServiceSpec Spec = Sample.Spec(steps: [new(10, Sample.Hold, Capacity: 25), new(50, Sample.Hold, Capacity: 50)]) with { Replicas = 4 };

    [Fact]
    public void A_candidate_starts_with_the_tasks_its_first_step_needs()
    {
        var create = Assert.IsType<PlannedAction.CreateService>((At(0, 0) with { Green = null }).Decide().Action);
        Assert.Equal(1, create.Count);
    }

    [Fact]
    public void More_tasks_come_before_more_traffic()
    {
        var asks = At(10, tasks: 1).Decide();
        Assert.Equal((Phase.Step, 2), (asks.Phase, Assert.IsType<PlannedAction.Scale>(asks.Action).Count));
        Assert.Null((At(10, tasks: 2) with { GreenHealthy = 1 }).Decide().Action);
        Assert.Equal(50, Assert.IsType<PlannedAction.SetWeights>(At(10, tasks: 2).Decide().Action).CandidateWeight);
    }

    [Fact]
    public void All_traffic_needs_as_many_tasks_as_the_stable_side_has()
    {
        Assert.Equal(4, Assert.IsType<PlannedAction.Scale>(At(50, tasks: 2).Decide().Action).Count);
        Assert.Equal(100, Assert.IsType<PlannedAction.SetWeights>(At(50, tasks: 4).Decide().Action).CandidateWeight);
    }

    [Fact]
    public void No_task_is_added_while_a_step_is_held() => Assert.Null(At(10, tasks: 1, held: 1).Decide().Action);

    [Fact]
    public void A_candidate_that_loses_a_task_its_step_needs_is_taken_back() =>
        Assert.Equal(Codes.Unhealthy, (At(50, tasks: 2) with { GreenHealthy = 1 }).Decide().Failure?.Code);

    [Fact]
    public void Tasks_that_never_come_up_for_the_next_step_end_at_the_deadline()
    {
        var grown = At(10, tasks: 2, held: Sample.Hold.TotalSeconds + Sample.Timeout.TotalSeconds + 1) with { GreenHealthy = 1 };
        Assert.Equal(Codes.Deadline, grown.Decide().Failure?.Code);
        var paused = grown with { Memory = grown.Memory with { LastRevision = "h1:new", StoppedSince = Sample.Now - TimeSpan.FromSeconds(30) } };
        Assert.Null(paused.Decide().Failure);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(75.0)]
    public void A_commit_that_raises_the_capacity_in_mid_step_asks_for_tasks_and_takes_nothing_back(double? capacity)
    {
        var steps = Spec.Rollout.Steps.SetItem(0, new StepSpec(10, Sample.Hold, Capacity: capacity)).SetItem(1, new StepSpec(50, Sample.Hold));
        var edited = At(10, tasks: 1, held: 1) with { Spec = Spec with { Rollout = Spec.Rollout with { Steps = steps } } };
        var scale = Assert.IsType<PlannedAction.Scale>(edited.Decide().Action);
        var grows = edited with
        {
            Green = ("h1:new", scale.Count, 1),
            Memory = Remember.Done(edited.Memory with { Counts = new(4, 1) }, edited.Decide(), Sample.Now, Sample.Timing.ReadLag),
        };
        Assert.Equal((null, null), (grows.Decide().Action, grows.Decide().Failure));
    }

    [Fact]
    public void A_step_that_is_promoted_fully_before_the_first_weight_gets_all_tasks_first()
    {
        var promoted = At(0, tasks: 1) with { Intents = Sample.Wish(Verb.PromoteFully, "h1:new") };
        Assert.Equal(4, Assert.IsType<PlannedAction.StartCandidate>(promoted.Decide().Action).Count);
    }

    [Fact]
    public void The_way_back_to_a_warm_colour_needs_all_of_its_tasks()
    {
        var warm = new Scene
        {
            Desired = "h1:new", Spec = Spec, Blue = ("h1:old", 4, 4), BlueHealthy = 4, Green = ("h1:new", 2, 2), Preview = true,
            Record = Scene.Released with { RetireAt = Sample.Now + TimeSpan.FromMinutes(1), Attempt = Scene.Armed with { Capacity = 4 } },
        };
        var armed = warm with { Memory = warm.Memory with { Armed = warm.Record.Attempt!.ToString() } };
        Assert.Equal(10, Assert.IsType<PlannedAction.SetWeights>(armed.Decide().Action).CandidateWeight);
        var full = armed with { Green = ("h1:new", 4, 4), GreenHealthy = 4 };
        Assert.Equal(100, Assert.IsType<PlannedAction.SetWeights>(full.Decide().Action).CandidateWeight);
    }

    [Fact]
    public void No_crash_or_lost_answer_breaks_an_invariant_while_a_candidate_does_not_get_healthy() => Prove(Start, Kind.NeverHealthy, Kind.Good, WithCapacity);

    [Fact]
    [Trait("Length", "long")]
    public void No_crash_or_lost_answer_breaks_an_invariant_while_a_candidate_grows() => Prove(Start, Kind.Good, Kind.Good, WithCapacity);

    [Fact]
    [Trait("Length", "long")]
    public void No_rollback_of_a_candidate_that_grows_breaks_an_invariant() => Prove(Start, Kind.BadUnderTraffic, Kind.Good, WithCapacity);

    [Fact]
    public void A_broken_machine_is_caught() => Catch("a weight does not wait for its tasks", Kind.Good, Start, WithCapacity);

    private static World Start => Released() with { ChangesLeft = 1, Count = new(4, 0) };

    private static ServiceSpec WithCapacity(ServiceSpec spec) => spec with
    {
        Replicas = 4,
        Rollout = spec.Rollout with { Steps = [.. spec.Rollout.Steps.Select(step => step with { Capacity = step.Weight == 10 ? 25 : 50 })] },
    };

    private static Scene At(int weight, int tasks, double held = 9)
    {
        var scene = weight == 0 ? Scene.Prepared : Scene.At(weight, held);
        var attempt = Scene.Moving with { Capacity = 4 };
        return scene with
        {
            Spec = Spec,
            Blue = ("h1:old", 4, 4),
            BlueHealthy = 4,
            Green = ("h1:new", tasks, tasks),
            GreenHealthy = tasks,
            Record = weight == 0 ? Scene.Released : scene.Record with { Attempt = attempt },
        };
    }
}
