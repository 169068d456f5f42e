using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

/// <summary>What a process keeps in mind of what it saw and did, fact by fact.</summary>
public sealed class RememberTests
{
    private const string Attempt = "h1:new/1/armed/2/1";
    private static readonly DateTimeOffset Now = Sample.Now;
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(2);
    private static readonly Target Target = Sample.Target("h1:new");
    private static readonly ProcessMemory Fresh = new() { StartedAt = Now - TimeSpan.FromHours(1), LastRevision = "h1:new" };

    /// <summary>A process in the middle of an attempt, with every flag set.</summary>
    private static readonly ProcessMemory Full = Fresh with
    {
        Armed = Attempt,
        Moved = true,
        Reverted = new Failure("h1:new", Codes.Alarm, "alarm", "rang"),
        FellByHand = true,
        SawEven = true,
        CandidateWeight = 10,
        Counts = new(2, 2),
        Found = new Found(0, InMotion: false),
        Idle = new(new Idle(Now, Now, 1), new Idle(Now, Now, 1)),
    };

    private static readonly Expectation Pending = new(new PlannedAction.Scale(Colour.Blue, 9, "test", [], null), Now + Lag);

    [Fact]
    public void A_weight_that_changed_without_a_call_of_ours_was_moved_by_somebody()
    {
        Assert.Equal((false, null, 10), Weighed(10, 10));
        Assert.Equal((true, Now, 10), Weighed(50, 10));
        Assert.Equal((false, Now, 50), Weighed(10, 50));
        Assert.Equal((false, null, 10), Weighed(null, 10));

        // While our own write is not visible yet, a read says nothing of others.
        Assert.Equal((false, null, 50), Weighed(50, 10, Pending));

        static (bool, DateTimeOffset?, int?) Weighed(int? before, int now, Expectation? expected = null)
        {
            var next = See(Fresh with { CandidateWeight = before, Expected = expected }, Scene.At(now, 1));
            return (next.FellByHand, next.MovedAt, next.CandidateWeight);
        }
    }

    [Fact]
    public void Tasks_that_were_asked_for_are_new_until_all_are_healthy()
    {
        var growing = Fresh with { GrownFrom = 1 };
        Assert.Equal(1, See(growing, Scene.At(10, 1) with { GreenHealthy = 1 }).GrownFrom);
        Assert.Null(See(growing, Scene.At(10, 1) with { GreenHealthy = 2 }).GrownFrom);
        Assert.Null(See(growing, Scene.At(0, 1) with { GreenHealthy = 1 }).GrownFrom);
        Assert.Equal(1, See(growing with { Expected = Pending }, Scene.At(10, 1)).GrownFrom);
    }

    [Fact]
    public void Two_rules_were_seen_even_once_both_had_one_weight_in_an_attempt()
    {
        var target = Sample.Target("h1:new", Sample.Spec() with { Routes = [.. Sample.Spec().Routes, new RouteSpec("secure", ["/*"], 100)] });

        Assert.False(Seen(Scene.At(10, 1), second: null));
        Assert.True(Seen(Scene.At(10, 1), second: 10));
        Assert.False(Seen(Scene.At(10, 1), second: 50));
        Assert.False(Seen(Scene.Prepared, second: 0));
        Assert.True(Seen(Scene.Prepared, second: 0, before: true));

        bool Seen(Scene scene, int? second, bool before = false)
        {
            var seen = scene.Observe(target);
            var other = Sample.Production(100 - (second ?? 0)) with { Arn = Sample.SecondRule, ListenerArn = Sample.Secure };
            if (second is not null)
                seen = seen with { Rules = Fact<ServiceRules>.Of(seen.Rules.Value! with { Production = seen.Rules.Value!.Production.Add(other) }, Now) };
            return Remember.Seen(Fresh with { SawEven = before }, seen, target, Now).SawEven;
        }
    }

    [Fact]
    public void A_side_is_idle_since_it_was_first_seen_so_and_each_read_counts_once()
    {
        var scene = Scene.At(10, 1);
        Assert.Equal((null, null), Sides(See(Full, scene)));

        var first = See(Fresh, Scene.At(0, 1));
        Assert.Equal(new Idle(Now, Now, 1), first.Idle.Green);
        Assert.Equal(first.Idle.Green, See(first, Scene.At(0, 1)).Idle.Green);
        var seen = Scene.At(0, 1).Observe(Target);
        seen = seen with { Rules = Fact<ServiceRules>.Of(seen.Rules.Value!, Now + Lag) };
        Assert.Equal(new Idle(Now, Now + Lag, 2), Remember.Seen(first, seen, Target, Now + Lag).Idle.Green);

        // What we gave counts even if no read shows it.
        Assert.Null(See(Fresh with { Expected = new Expectation(Weights(10), Now + Lag) }, Scene.At(0, 1)).Idle.Green);
        Assert.NotNull(See(Fresh with { Expected = new Expectation(Weights(0), Now + Lag) }, Scene.At(0, 1)).Idle.Green);

        static (Idle?, Idle?) Sides(ProcessMemory memory) => (memory.Idle.Blue, memory.Idle.Green);
    }

    [Fact]
    public void A_write_without_an_answer_that_was_overtaken_may_come_late_for_as_long_as_its_own_time()
    {
        var overtaken = new Expectation(Weights(10), Now + Lag, Unclear: true);

        Assert.Equal(Now + Lag, Do(Weights(0), Fresh with { Expected = overtaken }).LateUntil);
        Assert.Equal(Now + Lag, Do(Weights(0), Fresh with { Expected = overtaken, LateUntil = Now + Lag }).LateUntil);
        Assert.Equal(Now + (2 * Lag), Do(Weights(0), Fresh with { Expected = overtaken, LateUntil = Now + (2 * Lag) }).LateUntil);
        Assert.Equal(Now + Lag, Do(Weights(0), Fresh with { Expected = overtaken, LateUntil = Now }).LateUntil);
        Assert.Null(Do(Weights(0), Fresh with { Expected = overtaken with { Unclear = false } }).LateUntil);

        Assert.Null(See(Fresh with { LateUntil = Now }, Scene.Prepared).LateUntil);
        Assert.Equal(Now + Lag, See(Fresh with { LateUntil = Now + Lag }, Scene.Prepared).LateUntil);
    }

    [Fact]
    public void Traffic_that_was_brought_home_is_remembered_with_its_reason()
    {
        var why = new Failure("h1:new", Codes.Unhealthy, "target health", "sick");
        var done = Do(Weights(0) with { On = "public/100" }, Fresh with { Homeward = ["arn:rule/first"] }, why);
        Assert.Equal((0, why, true), (done.CandidateWeight, done.Reverted, done.TookHome));
        Assert.Equal(["arn:rule/first", Sample.Rule], done.Homeward.AsEnumerable());

        Assert.Equal(new Failure("", Codes.Unknown, "", "errors"), Do(Weights(0), Fresh).Reverted);
        Assert.Empty(Do(Weights(0), Fresh with { Homeward = ["arn:rule/first"] }).Homeward);
        Assert.False(Do(Weights(0), Full).TookHome);
        Assert.True(Do(Weights(0), Full with { TookHome = true }).TookHome);
        Assert.Equal((50, true), (Do(Weights(50), Fresh).CandidateWeight, Do(Weights(50), Fresh).Moved));
    }

    [Fact]
    public void Without_an_answer_nothing_is_assumed_but_why_it_was_done()
    {
        var why = new Failure("h1:new", Codes.Unhealthy, "target health", "sick");
        Assert.Equal((why, null, false), Home(Full, why));
        Assert.Equal((Full.Reverted, null, false), Home(Full, null));
        Assert.Equal((null, null, true), Home(Fresh, null));
        Assert.Equal((null, null, true), Home(Full with { TookHome = true, Reverted = null }, null));
        Assert.Equal((null, null), (Lost(Weights(50), Full).Armed, Lost(Weights(50), Full).CandidateWeight));

        var back = new PlannedAction.Roll("arn:definition/h1:old", "h1:old", 2, Back: true, null, "errors");
        Assert.Equal(why, Lost(back, Full, why).Reverted);
        Assert.Equal(Full.Reverted, Lost(back, Full).Reverted);
        Assert.Equal((Attempt, null), (Lost(back, Full).Armed, Lost(back with { Back = false }, Full).Armed));

        static (Failure?, int?, bool) Home(ProcessMemory memory, Failure? failure)
        {
            var next = Lost(Weights(0), memory, failure);
            return (next.Reverted, next.CandidateWeight, next.TookHome);
        }
    }

    [Fact]
    public void A_rolling_service_that_was_started_is_moving_and_one_that_was_brought_back_says_why()
    {
        var roll = new PlannedAction.Roll("arn:definition/h1:new", "h1:new", 2, Back: false, null, "errors");
        Assert.True(Do(roll, Fresh).Moved);
        Assert.False(Do(roll with { Back = true }, Fresh).Moved);
        Assert.Equal(new Failure("", Codes.Unknown, "", "errors"), Do(roll with { Back = true }, Fresh).Reverted);
        Assert.Equal(Full.Reverted, Do(roll with { Back = true }, Fresh, Full.Reverted).Reverted);
        Assert.Equal(3, Do(new PlannedAction.ScaleRollingService(3, "test"), Fresh).Counts.Blue);
    }

    [Fact]
    public void A_new_attempt_and_the_end_of_one_forget_how_the_last_one_went()
    {
        var armed = Do(Write(RecordChange.Arm, new Attempt("h1:new", 2, Moving: false, 2, Now)), Full);
        Assert.Equal((new Attempt("h1:new", 2, Moving: false, 2, Now).ToString(), false, null, false, false), State(armed));

        foreach (var (change, weight) in new[] { (RecordChange.Commit, (int?)0), (RecordChange.Repair, 0), (RecordChange.Quarantine, 10), (RecordChange.Close, 10) })
        {
            var ended = Do(Write(change, null), Full);
            Assert.Equal((null, false, null, false, false), State(ended));
            Assert.Equal(weight, ended.CandidateWeight);
        }

        Assert.Equal(State(Full), State(Do(Write(RecordChange.Since, new Attempt("h1:new", 1, Moving: true, 2, Now)), Full)));
        Assert.Equal((null, false, null, false, false), State(Lost(Write(RecordChange.Commit, null), Full)));
        Assert.Null(Lost(Write(RecordChange.Commit, null), Full).CandidateWeight);
        Assert.Null(Lost(Write(RecordChange.Arm, new Attempt("h1:new", 2, Moving: false, 2, Now)), Full).Armed);

        static (string?, bool, Failure?, bool, bool) State(ProcessMemory memory) => (memory.Armed, memory.Moved, memory.Reverted, memory.FellByHand, memory.SawEven);
    }

    [Fact]
    public void A_leader_knows_the_record_as_it_wrote_it_until_an_answer_is_lost()
    {
        var leading = Full with { Record = Scene.Released };
        var write = Write(RecordChange.Quarantine, null);

        Assert.Same(write.After, Do(write, leading).Record);
        Assert.Null(Do(write, Full).Record);
        Assert.Same(leading.Record, Do(write with { InOtherShape = true }, leading).Record);
        Assert.Null(Lost(write, leading).Record);
    }

    [Fact]
    public void A_leader_knows_the_record_from_when_its_reads_show_the_last_write_of_the_one_before()
    {
        var quiet = TimeSpan.FromSeconds(10);
        var settled = Fresh.StartedAt + Target.Timing.ReadLag + quiet;
        var scene = Scene.At(10, 1) with { Leadership = new Leadership(Standing.Leads, "host/1", 2, Now, quiet) };

        Assert.Null(At(settled - TimeSpan.FromTicks(1)).Record);
        var known = At(settled);
        Assert.True(known.Record!.SameAs(scene.Record));
        Assert.Equal(new Found(10, InMotion: true), known.Found);
        Assert.Null(At(settled, expected: Pending).Record);
        Assert.Null(At(settled, late: settled + Lag).Record);
        Assert.Null(See(Fresh with { Record = Scene.Released }, Scene.At(10, 1)).Record);

        ProcessMemory At(DateTimeOffset at, Expectation? expected = null, DateTimeOffset? late = null)
        {
            var seen = scene.Observe(Target);
            seen = seen with { Services = Fact<Pair<EcsService?>>.Of(seen.Services.Value!, at) };
            return Remember.Seen(Fresh with { Expected = expected is { } pending ? pending with { Until = at + Lag } : null, LateUntil = late }, seen, Target, at);
        }
    }

    [Fact]
    public void More_tasks_than_before_are_remembered_as_grown()
    {
        Assert.Equal((2, 3), Scaled(2, 3));
        Assert.Equal((null, 2), Scaled(2, 2));
        Assert.Equal((null, 1), Scaled(2, 1));
        Assert.Equal(2, Lost(new PlannedAction.Scale(Colour.Green, 3, "test", [], null), Fresh with { Counts = new(null, 2) }).GrownFrom);

        static (int?, int?) Scaled(int from, int to)
        {
            var next = Do(new PlannedAction.Scale(Colour.Green, to, "test", [], null), Fresh with { Counts = new(null, from) });
            return (next.GrownFrom, next.Counts.Green);
        }
    }

    [Fact]
    public void Our_own_weight_ends_the_idle_time_of_its_side_alone()
    {
        var idle = Full.Idle;
        Assert.Equal((idle.Blue, null), Sides(Weights(10)));
        Assert.Equal((idle.Blue, idle.Green), Sides(Weights(0)));
        Assert.Equal((null, idle.Green), Sides(Weights(10) with { Stable = Colour.Green }));

        static (Idle?, Idle?) Sides(PlannedAction action)
        {
            var next = Do(action, Full).Idle;
            return (next.Blue, next.Green);
        }
    }

    [Fact]
    public void The_deadline_stands_still_while_a_person_is_asked_or_both_sides_are_sick()
    {
        var seen = Scene.Prepared.Observe(Target);
        var asked = Decision(new PlannedAction.DeletePreviewRule("x")) with { Action = null, Awaits = Awaits.Resume };
        var busy = asked with { Awaits = Awaits.Nobody };

        var stopped = Remember.Decided(Fresh, seen, Target, asked, Now);
        Assert.Equal(Now, stopped.StoppedSince);
        Assert.Equal(Now, Remember.Decided(stopped, seen, Target, asked, Now + Lag).StoppedSince);
        var on = Remember.Decided(stopped, seen, Target, busy, Now + Lag);
        Assert.Equal((null, Lag), (on.StoppedSince, on.StoppedTime));
        Assert.Equal((null, TimeSpan.Zero), (Remember.Decided(Fresh, seen, Target, busy, Now).StoppedSince, Remember.Decided(Fresh, seen, Target, busy, Now).StoppedTime));
        foreach (var (alarm, stops) in new[] { (Alarms.BothBad, true), (Alarms.Sticky, true), (Alarms.PriorityTaken, false) })
            Assert.Equal(stops, Remember.Decided(Fresh, seen, Target, busy with { Alarm = new Alarm(alarm, "") }, Now).StoppedSince is not null);

        // Another revision begins anew.
        Assert.Equal((null, TimeSpan.Zero), Stood(See(on with { StoppedSince = Now, LastRevision = "h1:older" }, Scene.Prepared)));
        Assert.Equal((Now, Lag), Stood(See(on with { StoppedSince = Now }, Scene.Prepared)));

        static (DateTimeOffset?, TimeSpan) Stood(ProcessMemory memory) => (memory.StoppedSince, memory.StoppedTime);
    }

    [Fact]
    public void Counts_are_those_of_the_last_pass_unless_a_write_of_ours_is_not_visible_yet()
    {
        var (seen, decision) = (Scene.Prepared.Observe(Target), Decision(new PlannedAction.DeletePreviewRule("x")));

        Assert.Equal((2, 2), Counts(Remember.Decided(Fresh, seen, Target, decision, Now)));
        Assert.Equal((7, 7), Counts(Remember.Decided(Fresh with { Counts = new(7, 7), Expected = Pending }, seen, Target, decision, Now)));
        Assert.Equal((7, 7), Counts(Remember.Decided(Fresh with { Counts = new(7, 7) }, seen with { Services = Fact<Pair<EcsService?>>.NotRead }, Target, decision, Now)));

        static (int?, int?) Counts(ProcessMemory memory) => (memory.Counts.Blue, memory.Counts.Green);
    }

    private static ProcessMemory See(ProcessMemory memory, Scene scene) => Remember.Seen(memory, scene.Observe(Target), Target, Now);

    private static ProcessMemory Do(PlannedAction action, ProcessMemory memory, Failure? failure = null) => Remember.Done(memory, Decision(action) with { Failure = failure }, Now, Lag);

    private static ProcessMemory Lost(PlannedAction action, ProcessMemory memory, Failure? failure = null) => Remember.Unclear(memory, Decision(action) with { Failure = failure }, Now, Lag);

    private static Decision Decision(PlannedAction action) => Say.Act(Phase.Step, action, "test");

    private static PlannedAction.SetWeights Weights(int to) => new(Sample.Rule, Colour.Blue, Sample.Blue, Sample.Green, 10, to, "errors");

    private static PlannedAction.WriteRecord Write(RecordChange change, Attempt? attempt) => new("arn:service/blue", Scene.Released, Scene.Released with { Attempt = attempt }, change);
}
