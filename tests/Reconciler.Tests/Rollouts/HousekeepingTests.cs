using System.Collections.Immutable;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

/// <summary>When old revisions are looked for: once after each release, whoever made it.</summary>
public sealed class HousekeepingTests
{
    private static readonly DateTimeOffset Now = Sample.Now;
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(2);
    private static readonly Target Target = Sample.Target("h1:new");
    private static readonly ProcessMemory Fresh = new() { StartedAt = Now - TimeSpan.FromHours(1), LastRevision = "h1:new" };

    [Fact]
    public void Old_revisions_are_looked_for_once_after_each_release_also_when_its_answer_was_lost()
    {
        var (seen, commit) = (Scene.Prepared.Observe(Target), Decision(new PlannedAction.WriteRecord("", ReleaseRecord.Empty, ReleaseRecord.Empty, RecordChange.Commit)));
        foreach (var released in new[] { Remember.Done(Decided(Fresh, commit), commit, Now, Lag), Remember.Unclear(Decided(Fresh, commit), commit, Now, Lag) })
        {
            Assert.Equal(Housekeeping.AfterRest, released.Housekeeping);
            var due = Decided(released, AtRest);
            Assert.Equal(Housekeeping.Due, due.Housekeeping);

            // Not read, not done.
            Assert.Equal(Housekeeping.Due, Decided(due, AtRest).Housekeeping);
            Assert.Equal(Housekeeping.Done, Remember.Decided(due, seen with { History = Fact<ImmutableArray<PastRevision>>.Of([], Now) }, Target, AtRest, Now).Housekeeping);
        }

        ProcessMemory Decided(ProcessMemory memory, Decision decision) => Remember.Decided(memory, seen, Target, decision, Now);
    }

    [Fact]
    public void A_process_that_starts_shortly_after_a_release_does_the_clean_up_that_the_one_before_may_have_left()
    {
        Assert.Equal(Housekeeping.Due, AfterStart(new RevisionVerdict(null, Now - TimeSpan.FromHours(23))));
        Assert.Equal(Housekeeping.Done, AfterStart(new RevisionVerdict(null, Now - TimeSpan.FromHours(49))));
        Assert.Equal(Housekeeping.Done, AfterStart(new RevisionVerdict(Codes.Alarm, Now)));
        Assert.Equal(Housekeeping.Done, AfterStart(null));

        static Housekeeping AfterStart(RevisionVerdict? verdict)
        {
            var seen = Scene.Prepared.Observe(Target);
            seen = seen with { Services = Fact<Pair<EcsService?>>.Of(seen.Services.Value!.Select(service => (EcsService?)(service! with { Verdict = verdict })), Now) };
            return Remember.Decided(Fresh with { Housekeeping = Housekeeping.Unknown }, seen, Target, AtRest, Now).Housekeeping;
        }
    }

    [Fact]
    public void A_clean_up_is_over_when_a_read_that_must_know_its_last_write_finds_nothing()
    {
        var deregistered = Remember.Done(Fresh with { Housekeeping = Housekeeping.Due }, Decision(new PlannedAction.DeregisterTaskDefinition("arn", "h1:old")), Now, Lag);
        Assert.Equal(Housekeeping.Due, After(Lag / 2));
        Assert.Equal(Housekeeping.Done, After(Lag));

        Housekeeping After(TimeSpan time)
        {
            var seen = Scene.Prepared.Observe(Target) with { History = Fact<ImmutableArray<PastRevision>>.Of([], Now + time) };
            return Remember.Decided(deregistered, seen, Target, AtRest, Now + time).Housekeeping;
        }
    }

    [Fact]
    public void A_clean_up_that_is_refused_three_times_running_is_left_to_the_next_release()
    {
        var decision = Decision(new PlannedAction.DeregisterTaskDefinition("arn", "h1:old"));
        var memory = Fresh with { Housekeeping = Housekeeping.Due };
        var twice = Remember.Refused(Remember.Refused(memory, decision), decision);
        Assert.Equal(Housekeeping.Due, twice.Housekeeping);
        Assert.Equal(Housekeeping.Done, Remember.Refused(twice, decision).Housekeeping);
        Assert.Equal(Housekeeping.Due, Remember.Refused(Remember.Done(twice, decision, Now, Lag), decision).Housekeeping);
    }

    private static Decision AtRest => Decision(new PlannedAction.DeletePreviewRule("x")) with { Phase = Phase.Steady, Action = null };

    private static Decision Decision(PlannedAction action) => Say.Act(Phase.Step, action, "test");
}
