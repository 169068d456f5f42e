using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

/// <summary>A leader that was stopped goes on when another one has led for a while: its one call must condemn nothing and set nothing free.</summary>
public sealed class LateLeaderTests
{
    private static readonly Leadership
        Took = new(Standing.Leads, "me", 3, Sample.Now - TimeSpan.FromMinutes(2), Quiet: TimeSpan.FromSeconds(10)),
        TookInOrder = Took with { Quiet = TimeSpan.Zero };

    [Fact]
    public void A_late_note_of_an_earlier_step_is_overwritten_and_no_persons_hand()
    {
        var late = Baking with { Record = Baking.Record with { Since = new Since(10, Sample.Now - TimeSpan.FromMinutes(3)) } };
        var write = Restored(late);
        Assert.Equal(Baking.Record.Since!.ToString(), write.After.Since!.ToString());
        Assert.Equal(Phase.Revert, (late with { Leadership = Leadership.Alone }).Decide().Phase);
    }

    [Fact]
    public void A_late_quarantine_sets_nothing_free_that_was_condemned_since()
    {
        var knows = Quiet with { Record = Scene.Released.WithBad("h1:older", "crashed").WithBad("h1:new", "http-check"), Desired = "h1:new" };
        var late = (knows with { Memory = knows.Remembers() }) with { Record = Scene.Released.WithBad("h1:older", "crashed") };
        Assert.Equal("http-check", Restored(late).After.BadFor("h1:new")?.Code);
    }

    [Fact]
    public void A_late_commit_is_taken_back_at_once()
    {
        var late = Baking with { Record = Scene.Released with { Stable = Colour.Green, StableRevision = "h1:new", RetireAt = Sample.Now + TimeSpan.FromMinutes(1) } };
        Assert.Equal(Colour.Blue, Restored(late).After.Stable);
    }

    [Fact]
    public void Even_before_our_own_last_write_is_seen()
    {
        var decision = Baking.Decide();
        Assert.Null(decision.Action);
        var before = Baking.Record with { Since = new Since(50, Sample.Now - TimeSpan.FromSeconds(9)) };
        var own = new PlannedAction.WriteRecord("arn:service/blue", before, Baking.Record, RecordChange.Since);
        var written = Baking with { Memory = Baking.Memory with { Expected = new Expectation(own, Sample.Now + TimeSpan.FromSeconds(9)) } };
        Assert.Equal(Phase.Blind, (written with { Record = before }).Decide().Phase);
        Restored(written with { Record = before with { Since = new Since(10, Sample.Now - TimeSpan.FromMinutes(3)) } });
    }

    [Fact]
    public void Without_a_lease_others_may_write_and_the_record_stands_as_it_is()
    {
        var scene = Scene.At(50, 1);
        var alone = scene with { Memory = scene.Memory with { Record = scene.Record with { Since = new Since(50, Sample.Now - TimeSpan.FromMinutes(1)) } } };
        Assert.Equal(Phase.Step, alone.Decide().Phase);
        Assert.Equal(Phase.Contested, (alone with { Leadership = Took }).Decide().Phase);
    }

    [Fact]
    public void What_was_read_before_the_last_calls_had_landed_is_not_taken_for_ours()
    {
        var early = Took with { Since = Sample.Now - TimeSpan.FromSeconds(11) };
        var scene = Scene.At(50, 1) with { Leadership = early, Memory = new ProcessMemory { StartedAt = early.Since } };
        Assert.Null(scene.Remembers().Record);
        Assert.Equal(50, (scene with { Leadership = Took, Memory = new ProcessMemory { StartedAt = Took.Since } }).Remembers().Record?.Since?.Weight);
    }

    [Fact]
    public void A_write_of_ours_without_an_answer_leaves_the_record_unknown_until_it_is_read_again()
    {
        var decision = Scene.Prepared.Decide();
        Assert.NotNull(Remember.Done(Baking.Memory, decision, Sample.Now, Sample.Timing.ReadLag).Record);
        Assert.Null(Remember.Unclear(Baking.Memory, decision, Sample.Now, Sample.Timing.ReadLag).Record);
    }

    /// <summary>It was stopped before the step from 10 to 50; the new leader stands at 100 when that arrives.</summary>
    [Fact]
    public void A_late_step_is_held_again_where_only_a_leader_before_can_have_written_it()
    {
        var late = Baking with { GreenWeight = 50, Memory = Baking.Memory with { Found = new Found(10, InMotion: true) } };
        var hold = Assert.IsType<PlannedAction.WriteRecord>(late.Decide().Action);
        Assert.Equal((RecordChange.Since, 50), (hold.Change, hold.After.Since!.Weight));

        // Nobody else than a person can have written these.
        foreach (var hand in new[]
        {
            late with { GreenWeight = 30 },
            late with { Memory = late.Memory with { Found = new Found(50, InMotion: true) } },
            late with { Memory = late.Memory with { Found = new Found(10, InMotion: false) } },
            late with { Leadership = Took with { Since = Sample.Now - TimeSpan.FromMinutes(6) } },
        })
        {
            Assert.Equal("hand", hand.Decide().Failure?.Code);
        }

        // More traffic than this attempt has earned is never kept.
        Assert.Equal("hand", (Scene.At(10, 60) with { Leadership = Took, GreenWeight = 100, Memory = Scene.At(10, 60).Memory with { Found = new Found(50, InMotion: true) } }).Decide().Failure?.Code);
    }

    /// <summary>It was stopped before it brought a superseded candidate home; the next one's traffic is at 10% when that arrives.</summary>
    [Fact]
    public void A_late_way_home_costs_the_next_attempt_a_try_and_condemns_nobody()
    {
        var moving = Scene.Moving with { At = Sample.Now - TimeSpan.FromSeconds(30) };
        var fell = Scene.At(10, 1) with { Leadership = Took, GreenWeight = 0, Record = Scene.Released with { Attempt = moving, Since = new Since(10, Sample.Now) } };
        fell = fell with { Memory = fell.Memory with { StartedAt = Took.Since, CandidateWeight = 10, Record = fell.Record, Found = new Found(10, InMotion: true), TookHome = true } };
        var again = Assert.IsType<PlannedAction.WriteRecord>(fell.Decide().Action);
        Assert.Equal((RecordChange.Arm, 2, false), (again.Change, again.After.Attempt!.Tries, again.After.Attempt.Moving));

        // A person, or one who cannot be told from a person.
        foreach (var hand in new[]
        {
            fell with { Memory = fell.Memory with { TookHome = false } },
            fell with { Leadership = TookInOrder },
            With(fell, moving with { Tries = 2 }),
            With(fell, moving with { At = Took.Since - TimeSpan.FromSeconds(1) }),
        })
        {
            Assert.Equal("hand", hand.Decide().Failure?.Code);
        }

        static Scene With(Scene scene, Attempt attempt)
        {
            var record = scene.Record with { Attempt = attempt };
            return scene with { Record = record, Memory = scene.Memory with { Record = record } };
        }
    }

    /// <summary>A check needs some samples: a leader that looked again only when all old calls had landed would let a sick candidate wait.</summary>
    [Fact]
    public void Who_just_took_over_keeps_watching_a_candidate_with_traffic()
    {
        var taken = Took with { Since = Sample.Now };
        var scene = Scene.At(50, 1) with { Leadership = taken, ChecksGood = null, Memory = new ProcessMemory { StartedAt = Sample.Now } };
        Assert.Equal((Phase.Blind, Sample.Target("h1:new").Pace), (scene.Decide().Phase, scene.Decide().LookAgain));
        Assert.Equal(TimeSpan.FromSeconds(12), (Scene.Prepared with { Leadership = taken, Memory = scene.Memory }).Decide().LookAgain);
    }

    /// <summary>It may give traffic to a side that was stopped since: at rest, too, this is seen in moments and not at the next sweep.</summary>
    [Fact]
    public void While_a_call_may_come_late_the_leader_looks_often()
    {
        var (pace, sweep) = (Sample.Target("h1:old").Pace, Sample.Environment().Sweep);
        Assert.Equal(pace, LookAgain(Took, inMotion: true));
        Assert.Equal(sweep, LookAgain(Took, inMotion: false));
        Assert.Equal(sweep, LookAgain(TookInOrder, inMotion: true));
        Assert.Equal(sweep, LookAgain(Took with { Since = Sample.Now - TimeSpan.FromMinutes(6) }, inMotion: true));

        static TimeSpan LookAgain(Leadership leadership, bool inMotion)
        {
            var scene = Quiet with { Leadership = leadership };
            return (scene with { Memory = scene.Memory with { Found = new Found(0, inMotion) } }).Decide().LookAgain;
        }
    }

    [Fact]
    public void What_was_found_at_the_take_over_stays_as_it_was()
    {
        var fresh = new ProcessMemory { StartedAt = Took.Since };
        var found = (Scene.At(50, 1) with { Leadership = Took, Memory = fresh }).Remembers();
        Assert.Equal(new Found(50, InMotion: true), found.Found);
        Assert.Equal(found.Found, (Scene.At(100, 1) with { Leadership = Took, Memory = found with { Record = null } }).Remembers().Found);
        Assert.Equal(new Found(0, InMotion: false), (new Scene { Leadership = Took, Memory = fresh }).Remembers().Found);
    }

    private static Scene Quiet => new() { Leadership = Took, Memory = new Scene().Memory with { StartedAt = Took.Since } };

    /// <summary>All traffic on green since a second ago; this leader knows its record.</summary>
    private static Scene Baking
    {
        get
        {
            var scene = Scene.At(100, 1) with { Leadership = Took };
            return scene with { Memory = scene.Memory with { StartedAt = Took.Since, Record = scene.Record } };
        }
    }

    private static PlannedAction.WriteRecord Restored(Scene scene)
    {
        var write = Assert.IsType<PlannedAction.WriteRecord>(scene.Decide().Action);
        Assert.Equal(RecordChange.Restore, write.Change);
        Assert.True(write.Before.SameAs(scene.Record));
        return write;
    }
}

internal static class SceneMemory
{
    /// <summary>What a pass over this situation leaves in memory.</summary>
    public static ProcessMemory Remembers(this Scene scene)
    {
        var target = Sample.Target(scene.Desired, scene.Spec);
        return Remember.Seen(scene.Memory, scene.Observe(target), target, Sample.Now);
    }
}
