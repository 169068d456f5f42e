using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts.Model;

/// <summary>What must be decided, and said, in a state that is seen as it is.</summary>
internal sealed class DecisionJudge(Machine machine, Violations violations)
{
    public void Judge(World world, Decision decision, Answer answer)
    {
        var (record, desired) = (world.Read(), machine.TargetOf(world).Revision);
        if (record.Stable is not { } stable || world.Intents.Any(intent => intent.Verb == Verb.Suspend))
            return;
        var candidate = stable.Other();
        var (weight, revision) = (world.WeightOf(candidate), world.Revision[candidate] ?? "-");
        var (lives, isBoth) = (machine.IsHealthy(world, stable), answer == Answer.BothBad && weight < 100);
        var fails = !machine.IsHealthy(world, candidate) || (answer != Answer.Good && !isBoth);
        var isTried = record.Attempt?.Revision == revision && revision == desired && record.BadFor(revision) is null && world.Revision[stable] != desired
            && !world.Intents.Any(intent => intent.Verb == Verb.Abort && intent.Revision == revision);

        Check("a candidate that fails goes home at once", weight == 0 || !fails || !lives || decision.Action is PlannedAction.SetWeights { CandidateWeight: 0 });
        Check("both sides sick: hold, and blame nobody", !isBoth || !isTried || fails || world.Homeward || decision.Phase == Phase.CloseAttempt || decision.Failure?.Code is not (Codes.HttpCheck or Codes.ErrorRate));
        Check("sick stable: an alarm", weight == 0 || decision.Action is not null || (lives && !isBoth) || decision.Alarm is not null);
        Check("I14", decision.Phase is not (Phase.Steady or Phase.Retain or Phase.Retire)
            || (world.Revision[stable] == desired && world.ServesAll(stable) && record.Attempt is null && record.BadFor(desired) is null));

        void Check(string rule, bool holds) => violations.Check(rule, holds, $"{answer} -> {decision.Phase} {decision.Action} ({decision.Reason})", world);
    }

    /// <summary>A state that nothing but people can leave is one of rest, or says whom it waits for.</summary>
    public void JudgeRest(World world, IEnumerable<Decision> decisions)
    {
        var isSick = world.Ails != new Pair<Ailment>(Ailment.None, Ailment.None);
        foreach (var decision in decisions)
        {
            var isAccepted = decision.Phase is Phase.Steady or Phase.RolledBack or Phase.NoStable or Phase.Aborted
                || (decision.Phase == Phase.HandsOff && world.Intents.Any(intent => intent.Verb == Verb.Suspend))
                || decision.Awaits != Awaits.Nobody
                || (isSick && decision.Alarm is not null);
            violations.Check("no dead end", isAccepted, $"{decision.Phase} ({decision.Reason})", world);
        }
    }
}
