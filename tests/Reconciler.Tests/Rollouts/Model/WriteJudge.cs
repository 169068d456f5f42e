using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts.Model;

/// <summary>The invariants of section 5 that one write can break, judged on the world as it really is.</summary>
internal sealed class WriteJudge(Machine machine, Violations violations)
{
    public void Judge(World world, Pass pass)
    {
        var (decision, action) = (pass.Decision, pass.Decision.Action!);
        Check("I12", !world.Homeward || action is PlannedAction.SetWeights { CandidateWeight: 0 });
        Check("I26", decision.Phase is not (Phase.Blind or Phase.HandsOff), decision.Phase);
        Check("I29", pass.Memory.StartedAt == State.Settled || action is PlannedAction.SetWeights { CandidateWeight: 0 });
        switch (action)
        {
            case PlannedAction.SetWeights weights:
                Judge(world, weights);
                break;
            case PlannedAction.RunCheckTask task:
                Check("I22", !world.CheckStarted.Contains(task.Revision + task.Hook));
                break;
            case PlannedAction.StartCandidate start:
                Check("I5", world.WeightOf(start.Colour) == 0);
                break;
            case PlannedAction.Scale scale:
                Check("I5", scale.Count >= world.Count[scale.Colour] || world.WeightOf(scale.Colour) == 0);
                break;
            case PlannedAction.CreateProductionRule rule:
                Check("first release", machine.IsHealthy(world, rule.Stable) && machine.Kinds[world.Revision[rule.Stable]!] != Kind.BadInPreview && PassedPreview(world, world.Revision[rule.Stable]!));
                break;
            case PlannedAction.WriteRecord { Change: RecordChange.Commit, After.Stable: { } stable }:
                var record = world.Read();
                Check("I13", world.ServesAll(stable) && (record.Stable is null || machine.Kinds[world.Revision[stable]!] == Kind.Good || record.RetireAt is not null));
                break;
        }

        void Check(string invariant, bool holds, object? of = null) => violations.Check(invariant, holds, of ?? action, world);
    }

    private void Judge(World world, PlannedAction.SetWeights weights)
    {
        var record = world.Read();
        var candidate = weights.Stable.Other();
        var (old, next, revision) = (world.WeightOf(candidate), weights.CandidateWeight, world.Revision[candidate] ?? "-");
        var on = world.WeightOn(weights.RuleArn, candidate);
        var others = new[] { Sample.Rule, Sample.SecondRule }.Where(arn => arn != weights.RuleArn && (arn == Sample.Rule || world.SecondGreen is not null)).Select(arn => world.WeightOn(arn, candidate));
        var warm = record.RetireAt is not null;
        var promoted = world.Intents.Any(intent => intent.Verb == Verb.PromoteFully && intent.Revision == revision);
        var forward = record.Stable == weights.Stable && next > 0;
        Check("I1", next is 0 or 10 or 50 or 100);
        Check("I2", next == 0 || machine.IsHealthy(world, candidate));
        Check("I2", next == 100 || machine.IsHealthy(world, weights.Stable));
        Check("I3", next <= old || world.Count[candidate] >= Math.Max(1, Math.Ceiling(next / 100.0 * world.Count[weights.Stable])));
        Check("no traffic before its check tasks", next == 0 || old > 0 || warm || PassedPreview(world, revision));
        Check("I9", next == 0 || record.BadFor(revision) is null);
        Check("I20", next <= old || !world.Intents.Any(intent => intent.Verb == Verb.Pause && intent.Revision == revision));
        Check("I20", next <= old || revision == machine.TargetOf(world).Revision);
        Check("I6", !forward || (promoted && next == 100) || next == on || next == (on switch { < 10 => 10, < 50 => 50, _ => 100 }) || (warm && next == 100));
        Check("a step begins when the one before is reached on every rule", !forward || others.All(other => other == on || other == next));
        Check("I8", next == 0 || old > 0 || world.FirstTraffic.GetValueOrDefault(revision) < Sample.Timing.MaxAttempts || world.Disturbed);
        Check("I11", next == 0 || world.Count[weights.Stable] >= 2);
        Check("sick stable: hold", next <= on || world.Ails[weights.Stable] is Ailment.None or Ailment.Failing || (warm && next == 100));

        void Check(string invariant, bool holds) => violations.Check(invariant, holds, weights, world);
    }

    private bool PassedPreview(World world, string revision) => machine.RolloutOf(revision).Checks.OfType<TaskCheckSpec>()
        .All(check => world.CheckNoted.Contains(revision + CheckHooks.Of(check, 0, world.Read(), revision)));
}
