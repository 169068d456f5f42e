using CsCheck;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;
using Publican.Tests.CronJobs;

namespace Publican.Tests.Rollouts;

/// <summary>What holds of one decision in any situation whatever. CsCheck prints the seed and the smallest situation that breaks it.</summary>
public sealed class DecisionProperties(ITestOutputHelper output)
{
    [Fact]
    public void It_always_decides_and_looks_again_at_once_or_in_time()
    {
        Holds(situation =>
        {
            var (decision, target) = (situation.Decide(), situation.Target);
            var longest = new[] { target.Environment.Sweep, target.Timing.ReadLag, target.Drain, target.Pace }.Max();
            return decision.Reason.Length > 0 && (decision.Action is null
                ? decision.LookAgain > TimeSpan.Zero && decision.LookAgain <= longest
                : decision.LookAgain == TimeSpan.Zero);
        });
    }

    [Fact]
    public void The_same_situation_is_decided_the_same_way_twice() => Holds(situation => Told(situation.Decide()) == Told(situation.Decide()));

    [Fact]
    public void Traffic_rises_only_for_a_candidate_that_may_have_it()
    {
        Holds(situation =>
        {
            if (situation.Decide().Action is not PlannedAction.SetWeights { CandidateWeight: > 0 } rise)
                return true;
            var (seen, view) = (situation.Seen, situation.View);
            var candidate = rise.Stable.Other();
            var (service, healthy) = (seen.Services.Value![candidate]!, seen.Health.Value![candidate].Healthy);
            var level = view.WeightOf(candidate);
            var wishes = seen.Intents.Value!.All;

            // With several rules, one may follow the others to where they are.
            return rise.CandidateWeight > rise.From
                && seen.Record.Stable == rise.Stable
                && seen.Record.Attempt?.Revision == service.Revision && service.Revision == situation.Target.Revision
                && seen.Record.BadFor(service.Revision) is null
                && healthy >= Math.Max(1, rise.CandidateWeight / 100.0 * seen.Record.Attempt!.Capacity)
                && (rise.CandidateWeight == level || rise.CandidateWeight == Steps.After(situation.Target.Rollout, level) || rise.CandidateWeight == 100)
                && wishes.All(wish => wish.Verb != Verb.Suspend && (wish.Revision != service.Revision || wish.Verb is not (Verb.Pause or Verb.Abort) || seen.Record.IsSpent(wish)))
                && seen.Leadership.MayMove && view.Memory.Expected is null
                && view.Now >= view.Memory.StartedAt + situation.Target.Timing.ReadLag;
        });
    }

    [Fact]
    public void Traffic_rises_only_while_the_last_word_of_every_check_is_good()
    {
        Holds(situation =>
        {
            var view = situation.View;
            if (situation.Decide().Action is not PlannedAction.SetWeights { CandidateWeight: > 0 } rise || rise.CandidateWeight == view.CandidateWeight || view.Warm || view.IsPromoted(view.CandidateWeight))
                return true;
            var checks = situation.Seen.Checks;
            return situation.Target.Rollout.Checks.All(check => check switch
            {
                HttpCheckSpec http => checks.Http.Where(sample => sample.Path == http.Path && sample.OfCandidate).MaxBy(sample => sample.At) is { Good: true },
                AlarmCheckSpec alarm => checks.Alarms.Single(reading => reading.Name == alarm.Name).State is "OK" or "INSUFFICIENT_DATA",
                _ => true,
            });
        });
    }

    /// <summary>I7, whatever the record, the clock and a restart say.</summary>
    [Fact]
    public void No_hold_and_no_bake_is_ever_cut_short()
    {
        Holds(situation =>
        {
            var view = situation.View;
            var moves = situation.Decide().Action switch
            {
                // A rule that follows the others is no new step.
                PlannedAction.SetWeights weights => weights.CandidateWeight > view.CandidateWeight,
                PlannedAction.WriteRecord write => write.Change == RecordChange.Commit,
                _ => false,
            };
            if (!moves || view.Stable is null || view.CandidateWeight == 0 || (view.CandidateWeight < 100 && view.IsPromoted(view.CandidateWeight)))
                return true;
            var (since, hold) = (view.Record.Since, Steps.Hold(situation.Target.Rollout, view.CandidateWeight));

            // A time ahead of our clock counts as now.
            return since?.Weight == view.CandidateWeight && (since.At < view.Now ? since.At : view.Now) + hold <= view.Now && view.Memory.StartedAt + hold <= view.Now;
        });
    }

    [Fact]
    public void Traffic_goes_only_to_a_side_with_a_healthy_target()
    {
        Holds(situation => situation.Decide().Action is not PlannedAction.SetWeights weights
            || situation.View.WeightOf(weights.Stable.Other()) == weights.CandidateWeight
            || situation.Seen.Health.Value![weights.CandidateWeight > 0 ? weights.Stable.Other() : weights.Stable].Healthy > 0);
    }

    [Fact]
    public void A_side_with_traffic_is_neither_changed_nor_made_smaller()
    {
        Holds(situation => situation.Decide().Action switch
        {
            PlannedAction.StartCandidate start => situation.View.WeightOf(start.Colour) == 0,
            PlannedAction.Scale scale when scale.Colour != situation.Seen.Record.Stable =>
                situation.View.WeightOf(scale.Colour) == 0 || scale.Count >= situation.Seen.Services.Value![scale.Colour]!.Desired,
            PlannedAction.ConfigureTargetGroup group => situation.View.WeightOf(group.Colour) == 0,
            _ => true,
        });
    }

    [Fact]
    public void What_is_blind_suspended_or_not_the_leader_writes_nothing_but_a_way_home()
    {
        Holds(situation =>
        {
            var (seen, action) = (situation.Seen, situation.Decide().Action);
            var isBlind = !seen.Services.Known || !seen.Rules.Known || seen.Intents.Value?.Suspend is not null;
            return action is null || (!isBlind && (seen.Leadership.MayMove || action is PlannedAction.SetWeights { CandidateWeight: 0 }));
        });
    }

    [Fact]
    public void Wishes_for_another_revision_or_step_change_nothing()
    {
        Holds(situation =>
        {
            if (situation.Seen.Intents.Value is not { } intents)
                return true;
            var (view, rel) = (situation.View, situation.View.Rel(situation.View.C));
            bool Concerns(Intent wish) => wish.Verb == Verb.Suspend || wish.Revision == view.Desired || (wish.Verb == Verb.Abort && wish.Revision == rel);
            var fewer = situation.With(seen => seen with { Intents = Fact<Intents>.Of(intents with { All = [.. intents.All.Where(Concerns)] }, Sample.Now) });
            return Told(fewer.Decide()) == Told(situation.Decide());
        });
    }

    [Fact]
    public void A_stable_side_is_written_only_after_all_traffic_was_good_on_it()
    {
        Holds(situation => situation.Decide().Action is not PlannedAction.WriteRecord { Change: RecordChange.Commit, After.Stable: { } stable }
            || (situation.View.WeightOf(stable) == 100 && situation.Seen.Health.Value![stable].Healthy > 0));
    }

    [Fact]
    public void An_armed_attempt_is_for_the_desired_revision_and_never_for_a_quarantined_one()
    {
        Holds(situation => situation.Decide().Action is not PlannedAction.WriteRecord { Change: RecordChange.Arm, After: { Attempt: { } attempt } after }
            || (attempt.Revision == situation.Target.Revision && after.BadFor(attempt.Revision) is null && attempt.Tries <= situation.Target.Timing.MaxAttempts));
    }

    /// <summary>Everything but the rule, the record and target health may be away, or say what it likes.</summary>
    [Fact]
    public void Evidence_against_a_candidate_with_traffic_brings_it_home_whatever_else_is_known()
    {
        var situations =
            from situation in Situation.Any
            from weight in Gen.OneOf(10, 50, 100)
            from evidence in Gen.Int[0, 3]
            from intents in Gen.Bool
            select (Situation: Rollout(situation, weight, evidence, intents), evidence);
        situations.Check(
            at => Assert.IsType<PlannedAction.SetWeights>(at.Situation.Decide().Action).CandidateWeight == 0,
            output.WriteLine, Runs.Many);
    }

#if !MUTATION // which draws too few for the rare ones
    /// <summary>Properties of what never happens would prove nothing.</summary>
    [Fact]
    public void The_situations_reach_every_phase_and_the_moves_that_matter()
    {
        var seen = new Dictionary<string, int>();
        foreach (var situation in Situation.Any.Draw(Runs.Many))
        {
            var decision = situation.Decide();
            Count(decision.Phase.ToString());
            Count(decision.Action switch
            {
                PlannedAction.SetWeights { CandidateWeight: > 0 } weights => weights.From == 0 ? "first weight" : "next weight",
                PlannedAction.SetWeights => "home",
                PlannedAction.WriteRecord write => write.Change.ToString(),
                var action => action?.GetType().Name ?? "none",
            });
        }

        output.WriteLine(string.Join(", ", seen.OrderBy(item => item.Value).Select(item => $"{item.Key} {item.Value}")));

        // Routes are never moved here, nothing scales, is adopted or is deleted, nothing is a job, and no strategy is rolling: the cases of those phases say what happens.
        var wanted = Enum.GetNames<Phase>().Except([nameof(Phase.Route), nameof(Phase.Rolling), nameof(Phase.Scaling), nameof(Phase.Prune), nameof(Phase.Adopt), .. JobMachineTests.Phases]).Concat(["first weight", "next weight", "home", nameof(RecordChange.Arm), nameof(RecordChange.Commit), nameof(RecordChange.Quarantine)]);
        Assert.DoesNotContain(wanted, name => seen.GetValueOrDefault(name) == 0);

        void Count(string name) => seen[name] = seen.GetValueOrDefault(name) + 1;
    }
#endif

    /// <summary>Blue is stable and healthy, green has traffic in an open attempt, and one thing speaks against it.</summary>
    private static Situation Rollout(Situation any, int weight, int evidence, bool intents)
    {
        var attempt = new Attempt("h1:new", 1, Moving: true, 2, Sample.Now - TimeSpan.FromMinutes(1));
        var record = ReleaseRecord.Empty with { Stable = Colour.Blue, Attempt = evidence == 1 ? null : attempt, Since = new Since(weight, Sample.Now), Bad = evidence == 2 ? [new("h1:new", Codes.Latency)] : [] };
        return any with
        {
            Target = any.Target with { Revision = evidence == 3 ? "h1:newer" : "h1:new" },

            // Right after a start a record without an attempt may be an old answer.
            Memory = evidence == 1 ? any.Memory with { StartedAt = Sample.Now - TimeSpan.FromHours(1) } : any.Memory,
            Seen = any.Seen with
            {
                Services = Fact<Pair<EcsService?>>.Of(new(Sample.Service(Colour.Blue, "h1:old", 2, record: record), Sample.Service(Colour.Green, "h1:new", 2)), Sample.Now),
                Rules = Fact<ServiceRules>.Of(new ServiceRules([Sample.Production(100 - weight)], any.Seen.Rules.Value?.Preview ?? []), Sample.Now),
                Health = Fact<Pair<GroupHealth>>.Of(new(Sample.Healthy(2), Sample.Healthy(evidence == 0 ? 0 : 2)), Sample.Now),
                Intents = intents && any.Seen.Intents.Value?.Suspend is null ? any.Seen.Intents : Fact<Intents>.Failed("away", Sample.Now),
                Leadership = Leadership.Alone,
            },
        };
    }

    private void Holds(Func<Situation, bool> property) => Situation.Any.Check(property, output.WriteLine, Runs.Many);

    private static string Told(Decision decision) =>
        $"{decision.Phase}|{decision.Action?.GetType().Name} {decision.Action?.Summary}|{decision.Reason}|{decision.LookAgain}|{decision.Failure}|{decision.Alarm}|{decision.Awaits}|{decision.Drift}";
}
