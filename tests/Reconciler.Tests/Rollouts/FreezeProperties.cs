using CsCheck;
using Publican.Desired;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

/// <summary>In a freeze the same things happen as without one, but for what begins a rollout, or lets it rise.</summary>
public sealed class FreezeProperties(ITestOutputHelper output)
{
    private static readonly FreezeSpec Loose = new("christmas", "0 0 24 12 *", "UTC", TimeSpan.FromDays(10), Overrun: true), Strict = Loose with { Overrun = false };

    private static readonly Phase[] Backward = [Phase.HandsOff, Phase.Revert, Phase.CloseAttempt, Phase.Tidy, Phase.Retry, Phase.Aborted, Phase.NoStable, Phase.RolledBack, Phase.Bake];

    /// <summary>I21: no attempt is opened, no weight rises from 0, and nothing is made for a revision of which nothing runs.</summary>
    [Fact]
    public void In_a_freeze_no_rollout_begins()
    {
        Holds(Loose, (situation, frozen) => frozen.Action switch
        {
            PlannedAction.WriteRecord { Change: RecordChange.Arm, Before.Attempt: null } => MayGoBack(situation),
            PlannedAction.RegisterTaskDefinition or PlannedAction.RunBeforeJob or PlannedAction.CreateService or PlannedAction.StartCandidate =>
                MayGoBack(situation) || !situation.Seen.IsNew(situation.Target.Revision),
            _ => true,
        });
    }

    [Fact]
    public void Without_overrun_no_weight_rises() =>
        Holds(Strict, (situation, frozen) => frozen.Action is not PlannedAction.SetWeights { CandidateWeight: > 0 } rise || rise.CandidateWeight == situation.View.CandidateWeight || MayGoBack(situation));

    /// <summary>What is decided otherwise than without a freeze is a wait that names it, or what is looked after meanwhile.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void All_that_is_no_step_forward_is_decided_as_ever(bool overrun) => Holds(overrun ? Loose : Strict, (situation, frozen) =>
    {
        var free = situation.Decide();
        if (frozen.HeldBy is not null)
            return frozen.Action is null && frozen.Reason.Contains("frozen by christmas until 2026-01-03T00:00:00Z", StringComparison.Ordinal) && !Backward.Contains(free.Phase);
        return free.Phase == frozen.Phase && free.Action?.Summary == frozen.Action?.Summary && free.Reason == frozen.Reason
            || (situation.Seen.IsNew(situation.Target.Revision) && frozen is { Phase: Phase.Held or Phase.Retain or Phase.Retire, Action: not null });
    });

    private static bool MayGoBack(Situation situation) => situation.Target.Pin is not null || situation.View.Warm || situation.View.IsPromoted(situation.View.CandidateWeight);

    private void Holds(FreezeSpec freeze, Func<Situation, Decision, bool> property) => Situation.Any.Check(
        situation => property(situation, (situation with { Target = situation.Target with { Environment = situation.Target.Environment with { Freezes = [freeze] } } }).Decide()), output.WriteLine, Runs.Many);
}
