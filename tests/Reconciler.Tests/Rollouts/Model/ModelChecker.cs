using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts.Model;

/// <summary>The decision under test: the real machine, or a deliberately broken variant of it.</summary>
internal delegate Decision Decider(Target target, ServiceObservation seen, ProcessMemory memory, DateTimeOffset now);

internal sealed record Findings(int States, int Transitions, IReadOnlyDictionary<string, string> Violations, IReadOnlyList<string> Wedged, int LongestRun);

/// <summary>
/// Walks every reachable state (contract, section 7): the desired revision changes at any moment, every write ends as ok, lost answer,
/// no effect, crash before or crash after, a person may move weights, and after a crash reads may show the world before the last write.
/// </summary>
/// <param name="shape">Last word on the spec of every revision.</param>
/// <param name="unleased">For a broken variant: a leader that was stopped goes on as if it still had its lease.</param>
/// <param name="calm">Every write ends well, no process dies: what is left are commits and leaders that are stopped.</param>
/// <param name="unread">For a broken variant: nobody reads anything right before a write.</param>
internal sealed class ModelChecker(
    Decider decide, IReadOnlyDictionary<string, Kind> kinds, Func<ServiceSpec, ServiceSpec>? shape = null, bool unleased = false, bool unread = false, bool calm = false)
{
    private static readonly DateTimeOffset Settled = Sample.Now - TimeSpan.FromHours(1);
    private readonly Dictionary<string, string> _violations = [];
    private readonly Dictionary<string, Target> _targets = kinds.Keys.ToDictionary(revision => revision, revision => Sample.Target(
        revision,
        (shape ?? (spec => spec))(Sample.Spec(steps: [new(10, TimeSpan.Zero), new(50, TimeSpan.Zero)]) with
        {
            DeregistrationDelay = TimeSpan.Zero,
            Rollout = Sample.Spec(steps: [new(10, TimeSpan.Zero), new(50, TimeSpan.Zero)]).Rollout with { Bake = TimeSpan.Zero, KeepOld = TimeSpan.FromHours(1) },
        }),
        Sample.Timing with { Settle = TimeSpan.Zero }));

    /// <param name="Zombie">What the stopped leader remembers; only where nothing holds it back.</param>
    private sealed record State(World World, World Before, ProcessMemory Memory, ProcessMemory? Zombie = null)
    {
        public string Key => Zombie is { } zombie ? $"{Own}\n{zombie.Armed}|{zombie.Moved}|{zombie.Reverted?.Code}" : Own;

        private string Own => $"{World.Key}\n{Before.Key}\n{Memory.StartedAt == Settled}|{Memory.Armed}|{Memory.Moved}|{Memory.Reverted?.Code}|{Memory.FellByHand}|{Memory.GrownFrom}|{Memory.CandidateWeight}|{Memory.SawEven}|{string.Join(',', Memory.Homeward)}|{Expected}|{Memory.Expected?.Unclear}|{Memory.LateUntil is not null}";

        private string? Expected => Memory.Expected?.Action is PlannedAction.WriteRecord write ? string.Join(',', write.After.ChangesFrom(ReleaseRecord.Empty)) : Memory.Expected?.Action.Summary;
    }

    /// <param name="stopAtFirst">A mutant is caught by its first violation.</param>
    public Findings Run(World start, int stateLimit = 400_000, bool stopAtFirst = false)
    {
        var first = new State(start, start, new ProcessMemory { StartedAt = Settled });
        var seen = new Dictionary<string, State> { [first.Key] = first };
        var queue = new Queue<State>([first]);
        var transitions = 0;
        while (queue.TryDequeue(out var state) && !(stopAtFirst && _violations.Count > 0))
        {
            foreach (var next in Successors(state))
            {
                transitions++;
                if (seen.TryAdd(next.Key, next))
                    queue.Enqueue(next);
                if (seen.Count > stateLimit)
                    throw new InvalidOperationException($"more than {stateLimit} states: the model does not end");
            }
        }

        var wedged = new List<string>();
        var longest = 0;
        foreach (var state in seen.Values)
        {
            var (steps, ending) = FaultFree(state);
            longest = Math.Max(longest, steps);
            if (ending is not null)
                wedged.Add($"{ending}: {state.World.Key} {state.Memory}");
        }

        return new Findings(seen.Count, transitions, _violations, wedged, longest);
    }

    private IEnumerable<State> Successors(State state)
    {
        var world = state.World;
        if (world.ChangesLeft > 0)
        {
            foreach (var revision in kinds.Keys.Where(revision => revision != world.Desired))
                yield return state with { World = world with { Desired = revision, ChangesLeft = world.ChangesLeft - 1 } };
        }

        // A person's write that our reads do not show yet is the guards' business (a fresh read before every write), not the machine's.
        if (world.HandsLeft > 0 && world.GreenWeight is { } green && state.Memory is { Expected: null } && state.Memory.StartedAt == Settled)
        {
            foreach (var moved in new[] { 0, 10, 30, 100 }.Where(weight => weight != green).Select(weight => world with { GreenWeight = weight, HandsLeft = world.HandsLeft - 1 }))
                yield return state with { World = moved with { Disturbed = true, Homeward = false }, Before = moved };
            foreach (var moved in new[] { 0, 10, 30, 100 }.Where(weight => world.SecondGreen is { } second && weight != second).Select(weight => world with { SecondGreen = weight, HandsLeft = world.HandsLeft - 1 }))
                yield return state with { World = moved with { Disturbed = true, Homeward = false }, Before = moved };
        }

        if (world.LeversLeft > 0)
        {
            foreach (var intents in Wishes(world))
                yield return state with { World = world with { Intents = intents, LeversLeft = world.LeversLeft - 1 } };
        }

        if (world.Late is { } late)
        {
            var arrived = state with { World = world.Arrive(), Before = world };
            JudgeArrival(arrived, late);
            yield return arrived;
        }

        if (state is { Zombie: { } zombie, World.Late: null })
        {
            var (decision, memory) = Decide(world, zombie, Verdicts(world).Last());
            if (decision.Action is { } action && Fresh.Refusal(world, action, _targets[world.Desired], kinds) is null)
            {
                // Its call under way was the one it has; this is a second.
                _violations.TryAdd("I27", $"{action} in {world.Key}");
                yield return state with { World = world.Apply(action), Before = world, Zombie = Remember.Done(memory, decision, Sample.Now, Sample.Timing.ReadLag) with { Expected = null, LateUntil = null, MovedAt = null } };
            }
        }

        // Time passes: reads are fresh again, and old colours are due for retirement.
        var rested = state.Memory with { StartedAt = Settled, Expected = null, LateUntil = null, MovedAt = null, Homeward = [] };
        yield return state with { Before = world, Memory = rested };
        if (world.Read() is { RetireAt: { } at } record && at > Sample.Now)
            yield return state with { World = world.Write(record with { RetireAt = Sample.Now }), Before = world, Memory = rested };

        var twoLeaders = world.PausesLeft > 0 || world.Late is not null || world.Disturbed;
        var unsettled = state.Memory.StartedAt != Settled || state.Memory.Expected is not null || state.Memory.LateUntil is not null;
        var views = unsettled ? new[] { world, state.Before with { Desired = world.Desired, Intents = world.Intents } } : [world];
        foreach (var view in views)
        {
            foreach (var good in Verdicts(view))
            {
                var (decision, memory) = Decide(view, state.Memory, good);
                if (decision.Action is not { } action)
                {
                    yield return state with { Memory = memory };
                    continue;
                }

                // What another leader wrote, and our reads do not show yet, is for the fresh read right before the write.
                if (twoLeaders && !unread && Fresh.Refusal(world, action, _targets[world.Desired], kinds) is not null)
                {
                    yield return state with { Memory = memory };
                    continue;
                }

                Guard(world, action);
                var after = world.Apply(action);
                var done = Remember.Done(memory, decision, Sample.Now, Sample.Timing.ReadLag);
                var unclear = Remember.Unclear(memory, decision, Sample.Now, Sample.Timing.ReadLag);
                var restarted = new ProcessMemory { StartedAt = Sample.Now };
                yield return state with { World = after, Before = world, Memory = done };
                if (!calm)
                {
                    yield return state with { World = after, Before = world, Memory = unclear };
                    yield return state with { Memory = unclear };
                    yield return state with { Memory = restarted };
                    yield return state with { World = after, Before = world, Memory = restarted };
                }

                if (world.PausesLeft > 0)
                {
                    var paused = world with { PausesLeft = world.PausesLeft - 1, Late = action };
                    yield return new State(paused, state.Before with { PausesLeft = paused.PausesLeft, Late = action }, restarted, unleased ? done with { Expected = null, LateUntil = null, MovedAt = null } : null);
                }
            }
        }
    }

    /// <summary>What a person may write at this moment: a wish for the revision that is desired now, or the end of all wishes.</summary>
    private static IEnumerable<System.Collections.Immutable.ImmutableArray<Intent>> Wishes(World world)
    {
        var weight = world.WeightOf(world.Read().Stable?.Other() ?? Colour.Blue);
        foreach (var verb in Enum.GetValues<Verb>())
        {
            if (verb == Verb.Rollback)
                continue;
            if (verb != Verb.Promote || weight is 10 or 50)
                yield return world.Intents.Add(new Intent(verb, world.Desired, verb == Verb.Promote ? weight : null, "model", Sample.Now + TimeSpan.FromSeconds(world.Intents.Length)));
        }

        foreach (var to in world.Registered.Where(revision => revision != world.Desired))
            yield return world.Intents.Add(new Intent(Verb.Rollback, world.Desired, null, "model", Sample.Now + TimeSpan.FromSeconds(world.Intents.Length)) { To = to });

        if (!world.Intents.IsEmpty)
            yield return [];
    }

    /// <summary>What is to be released in a world, a person's rollback included.</summary>
    private Target TargetOf(World world) => Pins.Apply(_targets[world.Desired], new Intents(world.Intents, []));

    private (Decision, ProcessMemory) Decide(World view, ProcessMemory memory, bool checksGood)
    {
        var target = TargetOf(view);
        var seen = Observe.World(view, target, kinds, checksGood);
        var remembered = Remember.Seen(memory, seen, target, Sample.Now);
        remembered = remembered with { Idle = new(Drained(view, Colour.Blue), Drained(view, Colour.Green)), LastRevision = null, StoppedSince = null, Counts = new(null, null) };
        return (decide(target, seen, remembered, Sample.Now), remembered);
    }

    private static Idle? Drained(World world, Colour colour) => world.WeightOf(colour) > 0 ? null : new Idle(Settled, Sample.Now, 2);

    private IEnumerable<bool> Verdicts(World view)
    {
        var candidate = view.Read().Stable?.Other() ?? Colour.Blue;
        if (view.Revision[candidate] is not { } revision)
            return [true];
        var weight = view.WeightOf(candidate);
        return kinds[revision] switch
        {
            Kind.BadInPreview => [false],
            Kind.BadUnderTraffic when view.Read().Stable is null => [true],
            Kind.BadUnderTraffic => weight switch { 0 => [true], 100 => [false], _ => [true, false] },
            _ => [true],
        };
    }

    private bool PassedPreview(World world, string revision) => _targets[revision].Rollout.Checks.OfType<TaskCheckSpec>()
        .All(check => world.CheckNoted.Contains(revision + CheckHooks.Of(check, 0, world.Read(), revision)));

    /// <summary>A late call is right by itself, and what it did to the world as it is now is put right by the leader in two passes.</summary>
    private void JudgeArrival(State arrived, PlannedAction late)
    {
        if (late is PlannedAction.SetWeights && arrived.World.GreenWeight is not (0 or 10 or 50 or 90 or 100))
            _violations.TryAdd("I1", $"{late} made {arrived.World.GreenWeight} in {arrived.World.Key}");
        var (world, memory) = (arrived.World, arrived.Memory with { StartedAt = Settled, Expected = null, LateUntil = null, MovedAt = null });
        for (var passes = 0; passes < 2 && Harm(world) is not null; passes++)
        {
            var (decision, remembered) = Decide(world, memory, Verdicts(world).Last());
            if (decision.Action is not { } action)
                break;
            memory = Remember.Done(remembered, decision, Sample.Now, Sample.Timing.ReadLag) with { Expected = null, LateUntil = null, MovedAt = null };
            world = world.Apply(action);
        }

        if (Harm(world) is { } harm)
            _violations.TryAdd("undone within two passes", $"{harm}: {late} in {arrived.World.Key}, {arrived.Memory}");
    }

    /// <summary>What must not stay.</summary>
    private string? Harm(World world)
    {
        var record = world.Read();
        if (record.Stable is not { } stable)
            return null;
        var candidate = stable.Other();
        var sides = new[] { Colour.Blue, Colour.Green };
        if (sides.FirstOrDefault(side => world.WeightOf(side) > 0 && !Observe.IsHealthy(world, side, kinds) && Observe.IsHealthy(world, side.Other(), kinds)) is var dead
            && world.WeightOf(dead) > 0 && !Observe.IsHealthy(world, dead, kinds) && Observe.IsHealthy(world, dead.Other(), kinds))
            return $"{dead} has traffic and no target";
        if (sides.Any(side => world.WeightOf(side) > 0 && world.Revision[side] is { } revision && record.BadFor(revision) is not null))
            return "a quarantined revision has traffic";
        if (world.Revision[stable] is { } proven && record.BadFor(proven) is not null)
            return "a quarantined revision is called stable";
        return world.WeightOf(candidate) > 0 && record.Attempt?.Revision != world.Revision[candidate] ? "traffic without an attempt" : null;
    }

    /// <summary>The invariants of section 5 that one write can break, judged on the world as it really is.</summary>
    private void Guard(World world, PlannedAction action)
    {
        var record = world.Read();
        Check("I12", !world.Homeward || action is PlannedAction.SetWeights { CandidateWeight: 0 }, action);
        switch (action)
        {
            case PlannedAction.SetWeights weights:
                var candidate = weights.Stable.Other();
                var (old, next, revision) = (world.WeightOf(candidate), weights.CandidateWeight, world.Revision[candidate] ?? "-");
                var on = world.WeightOn(weights.RuleArn, candidate);
                var others = new[] { Sample.Rule, Sample.SecondRule }.Where(arn => arn != weights.RuleArn && (arn == Sample.Rule || world.SecondGreen is not null)).Select(arn => world.WeightOn(arn, candidate));
                Check("I1", next is 0 or 10 or 50 or 100, action);
                Check("I2", next == 0 || Observe.IsHealthy(world, candidate, kinds), action);
                Check("I2", next == 100 || Observe.IsHealthy(world, weights.Stable, kinds), action);
                Check("I3", next <= old || world.Count[candidate] >= Math.Max(1, Math.Ceiling(next / 100.0 * world.Count[weights.Stable])), action);
                Check("no traffic before its check tasks", next == 0 || old > 0 || record.RetireAt is not null || PassedPreview(world, revision), action);
                Check("I9", next == 0 || record.BadFor(revision) is null, action);
                var warm = record.RetireAt is not null;
                var promoted = world.Intents.Any(intent => intent.Verb == Verb.PromoteFully && intent.Revision == revision);
                Check("I20", next == 0 || next <= old || !world.Intents.Any(intent => intent.Verb == Verb.Pause && intent.Revision == revision), action);
                Check("I20", next == 0 || next <= old || revision == TargetOf(world).Revision, action);
                Check("I6", next == 0 || (promoted && next == 100) || record.Stable != weights.Stable || next == on || next == (on switch { < 10 => 10, < 50 => 50, _ => 100 }) || (warm && next == 100), action);
                Check("a step begins when the one before is reached on every rule", next == 0 || record.Stable != weights.Stable || others.All(other => other == on || other == next), action);
                Check("I8", next == 0 || old > 0 || world.FirstTraffic.GetValueOrDefault(revision) < Sample.Timing.MaxAttempts || world.Disturbed, action);
                Check("I11", next == 0 || world.Count[weights.Stable] >= 2, action);
                break;
            case PlannedAction.RunCheckTask task:
                Check("I22", !world.CheckStarted.Contains(task.Revision + task.Hook), action);
                break;
            case PlannedAction.StartCandidate start:
                Check("I5", world.WeightOf(start.Colour) == 0, action);
                break;
            case PlannedAction.Scale scale:
                Check("I5", scale.Count >= world.Count[scale.Colour] || world.WeightOf(scale.Colour) == 0, action);
                break;
            case PlannedAction.CreateProductionRule rule:
                Check("first release", Observe.IsHealthy(world, rule.Stable, kinds) && kinds[world.Revision[rule.Stable]!] != Kind.BadInPreview && PassedPreview(world, world.Revision[rule.Stable]!), action);
                break;
            case PlannedAction.WriteRecord { Change: RecordChange.Commit, After.Stable: { } stable }:
                Check("I13", world.ServesAll(stable) && (record.Stable is null || kinds[world.Revision[stable]!] == Kind.Good || record.RetireAt is not null), action);
                break;
        }

        void Check(string invariant, bool holds, PlannedAction of)
        {
            if (!holds)
                _violations.TryAdd(invariant, $"{of} in {world.Key}");
        }
    }

    /// <summary>From here on nothing fails and nobody interferes: it must end, and end right.</summary>
    private (int Steps, string? Ending) FaultFree(State state)
    {
        var (world, memory) = (state.World with { PausesLeft = 0, Late = null, ChangesLeft = 0, HandsLeft = 0, LeversLeft = 0, Intents = [.. state.World.Intents.Where(intent => intent.Verb is not (Verb.Pause or Verb.Suspend))] }, state.Memory with { StartedAt = Settled, Expected = null, LateUntil = null, MovedAt = null, Homeward = [] });
        for (var writes = 0; writes < 80; writes++)
        {
            if (world.Read() is { RetireAt: { } at } pending && at > Sample.Now)
                world = world.Write(pending with { RetireAt = Sample.Now });
            var (decision, remembered) = Decide(world, memory, Verdicts(world).Last());
            if (decision.Action is null)
                return (writes, IsRight(world) ? null : $"stopped in {decision.Phase} ({decision.Reason})");
            if (Fresh.Refusal(world, decision.Action, TargetOf(world), kinds) is { } refusal)
                return (writes, $"the guard refuses {decision.Action.Summary}: {refusal}");
            memory = Remember.Done(remembered, decision, Sample.Now, Sample.Timing.ReadLag) with { Expected = null, LateUntil = null, MovedAt = null };
            world = world.Apply(decision.Action);
        }

        return (80, "no end after 80 writes");
    }

    private bool IsRight(World world)
    {
        var desired = TargetOf(world).Revision;
        var record = world.Read();
        var isBad = record.BadFor(desired) is not null || JobResult.Parse(world.JobResult.GetValueOrDefault(desired)) is { Succeeded: false };
        var isAborted = world.Intents.Any(intent => intent.Verb == Verb.Abort && intent.Revision == desired);
        if (record.Stable is not { } stable)
            return (isBad || isAborted) && world.GreenWeight is null && world.Count.Blue == 0 && world.Preview is null && world.SecondPreview is null;
        return world.ServesAll(stable) && record.Attempt is null && world.Preview is null && world.SecondPreview is null && !world.Homeward && world.Count[stable.Other()] == 0
            && (isBad || world.Revision[stable] == desired);
    }
}
