using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

/// <summary>What people may ask for in mid-rollout.</summary>
public sealed class LeverTests
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    [Fact]
    public void A_pause_stops_every_forward_move()
    {
        foreach (var scene in new[]
                 {
                     new Scene { Desired = "h1:new" }, Scene.Prepared, Scene.Prepared with { Record = Scene.Released with { Attempt = Scene.Armed } },
                     Scene.At(10, 1000), Scene.At(100, 1000),
                 })
        {
            var decision = (scene with { Intents = Sample.Wish(Verb.Pause, "h1:new") }).Decide();
            Assert.Null(decision.Action);
            Assert.Equal(Awaits.Resume, decision.Awaits);
            Assert.NotNull(scene.Decide().Action);
        }
    }

    [Fact]
    public void A_paused_rollout_still_comes_home()
    {
        var decision = (Scene.At(10, 1) with { ChecksGood = false, Intents = Sample.Wish(Verb.Pause, "h1:new") }).Decide();
        Assert.Equal(0, Assert.IsType<PlannedAction.SetWeights>(decision.Action).CandidateWeight);
    }

    [Fact]
    public void A_pause_of_another_revision_stops_nothing() =>
        Assert.NotNull((Scene.At(10, 1000) with { Intents = Sample.Wish(Verb.Pause, "h1:other") }).Decide().Action);

    [Fact]
    public void The_progress_deadline_stands_still_while_a_rollout_is_paused()
    {
        var scene = Scene.At(10, 3600) with { ChecksGood = null };
        Assert.Equal(Codes.Deadline, scene.Decide().Failure!.Code);

        var paused = scene with { Intents = Sample.Wish(Verb.Pause, "h1:new"), ChecksGood = true };
        var target = Sample.Target("h1:new");
        var began = Remember.Decided(scene.Memory, paused.Observe(target), target, paused.Decide(), Sample.Now - Long);
        var ended = Remember.Decided(began, scene.Observe(target), target, Scene.At(10, 1).Decide(), Sample.Now);

        Assert.Equal(Long, ended.StoppedTime);
        Assert.Null((scene with { Memory = ended with { LastRevision = "h1:new" } }).Decide().Failure);
    }

    [Fact]
    public void A_promoted_step_is_not_held_any_longer()
    {
        var decision = (Scene.At(10, 1) with { Intents = Sample.Wish(Verb.Promote, "h1:new", 10) }).Decide();
        Assert.Equal(50, Assert.IsType<PlannedAction.SetWeights>(decision.Action).CandidateWeight);
        Assert.Null((Scene.At(50, 1) with { Intents = Sample.Wish(Verb.Promote, "h1:new", 10) }).Decide().Action);
    }

    [Fact]
    public void A_promoted_step_with_a_failing_check_comes_home_all_the_same() =>
        Assert.Equal(Phase.Revert, (Scene.At(10, 1) with { ChecksGood = false, Intents = Sample.Wish(Verb.Promote, "h1:new", 10) }).Decide().Phase);

    [Fact]
    public void Promoted_fully_a_candidate_goes_to_100_and_is_baked()
    {
        var intents = Sample.Wish(Verb.PromoteFully, "h1:new");
        Assert.Equal(100, Assert.IsType<PlannedAction.SetWeights>((Scene.At(10, 1) with { Intents = intents }).Decide().Action).CandidateWeight);

        // Moved, and not yet noted: the jump is no hand's.
        var jumped = Scene.At(10, 1) with { GreenWeight = 100, Intents = intents };
        Assert.Equal(RecordChange.Since, Assert.IsType<PlannedAction.WriteRecord>(jumped.Decide().Action).Change);
        Assert.Equal(Phase.Bake, (Scene.At(100, 1) with { Intents = intents }).Decide().Phase);
        Assert.Null((Scene.At(100, 1) with { Intents = intents }).Decide().Action);
    }

    [Fact]
    public void A_step_that_needs_approval_waits_for_a_promotion()
    {
        var scene = Scene.At(10, 1000) with { Spec = Sample.Spec(steps: [new(10, Sample.Hold, Approve: true), new(50, Sample.Hold)]) };

        Assert.Equal((null, Awaits.Approval), (scene.Decide().Action, scene.Decide().Awaits));
        Assert.NotNull((scene with { Intents = Sample.Wish(Verb.Promote, "h1:new", 10) }).Decide().Action);
    }

    [Fact]
    public void An_abort_before_any_traffic_ends_the_attempt()
    {
        foreach (var scene in new[] { Scene.Prepared, Scene.Prepared with { Record = Scene.Released with { Attempt = Scene.Armed } } })
        {
            var decision = (scene with { Intents = Sample.Wish(Verb.Abort, "h1:new") }).Decide();
            var write = Assert.IsType<PlannedAction.WriteRecord>(decision.Action);
            Assert.Equal((Codes.Aborted, null), (write.After.BadFor("h1:new")!.Code, write.After.Attempt));
        }
    }

    [Fact]
    public void An_abort_before_the_first_release_has_begun_starts_nothing()
    {
        var decision = (new Scene
        {
            Desired = "h1:new", Record = ReleaseRecord.Empty, Blue = null, GreenWeight = null, Intents = Sample.Wish(Verb.Abort, "h1:new"),
        }).Decide();

        Assert.Null(decision.Action);
        Assert.Contains("ann aborted", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_retry_takes_a_revision_out_of_quarantine_once()
    {
        var bad = Scene.Prepared with { Preview = false, Record = Scene.Released.WithBad("h1:new", Codes.ErrorRate), Intents = Sample.Wish(Verb.Retry, "h1:new") };

        var write = Assert.IsType<PlannedAction.WriteRecord>(bad.Decide().Action);
        Assert.Null(write.After.BadFor("h1:new"));

        // It has failed once more; the intent is still there.
        var again = bad with { Record = write.After.WithBad("h1:new", Codes.ErrorRate) };
        Assert.Equal(Phase.RolledBack, again.Decide().Phase);
    }

    [Fact]
    public void A_retry_outlives_the_abort_before_it()
    {
        var (aborted, retried) = (Sample.Wish(Verb.Abort, "h1:new").All[0], Sample.Wish(Verb.Retry, "h1:new").All[0] with { At = Sample.Now });
        var scene = Scene.Prepared with { Record = Scene.Released with { Retried = new Retried("h1:new", Sample.Now) }, Intents = new Intents([aborted, retried], []) };

        Assert.Equal(RecordChange.Arm, Assert.IsType<PlannedAction.WriteRecord>(scene.Decide().Action).Change);
    }

    [Fact]
    public void A_retry_runs_a_failed_before_job_under_another_name()
    {
        var failed = new TaskDefinition("arn:definition/h1:new", "h1:new", new JobResult(Codes.BeforeJob));
        var scene = new Scene
        {
            Desired = "h1:new", Record = Scene.Released.WithBad("h1:new", Codes.BeforeJob), Definition = failed, Intents = Sample.Wish(Verb.Retry, "h1:new"),
        };
        var released = Assert.IsType<PlannedAction.WriteRecord>(scene.Decide().Action).After;
        Assert.Empty(released.Bad);

        var run = scene with { Record = released, Preview = true };
        Assert.NotEqual("before", Assert.IsType<PlannedAction.RunBeforeJob>(run.Decide().Action).Hook);

        var again = run with { Job = new OneOffTask("arn:task/2", "STOPPED", Sample.Now, 1, null) };
        var noted = Assert.IsType<PlannedAction.RecordJobResult>(again.Decide().Action).Result;
        Assert.Equal(noted, JobResult.Parse(noted.ToString()));
        var quarantine = (run with { Definition = failed with { Before = noted } }).Decide();
        Assert.Equal(RecordChange.Quarantine, Assert.IsType<PlannedAction.WriteRecord>(quarantine.Action).Change);
    }

    [Fact]
    public void A_retry_of_the_first_before_job_is_one_try_and_is_kept_once_there_is_a_service()
    {
        var first = new Scene
        {
            Desired = "h1:new", Record = ReleaseRecord.Empty, Blue = null, GreenWeight = null, Preview = true, Intents = Sample.Wish(Verb.Retry, "h1:new"),
            Definition = new TaskDefinition("arn:definition/h1:new", "h1:new", new JobResult(Codes.BeforeJob)),
        };
        Assert.NotEqual("before", Assert.IsType<PlannedAction.RunBeforeJob>(first.Decide().Action).Hook);

        var failed = Assert.IsType<PlannedAction.RecordJobResult>((first with { Job = new OneOffTask("arn:task/2", "STOPPED", Sample.Now, 1, null) }).Decide().Action);
        Assert.Equal(Phase.NoStable, (first with { Definition = first.Definition with { Before = failed.Result } }).Decide().Phase);

        var good = first with { Definition = first.Definition with { Before = new JobResult(Code: null) } };
        Assert.Equal("h1:new", Assert.IsType<PlannedAction.CreateService>(good.Decide().Action).Retried?.Revision);
    }

    [Fact]
    public void Intents_for_a_service_at_rest_touch_nothing()
    {
        foreach (var verb in Enum.GetValues<Verb>())
        {
            foreach (var revision in new[] { "h1:old", "h1:new" })
                Assert.Null((new Scene { Intents = Sample.Wish(verb, revision, 10) }).Decide().Action);
        }
    }
}
