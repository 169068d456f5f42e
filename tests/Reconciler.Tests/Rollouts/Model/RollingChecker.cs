using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts.Model;

/// <summary>Walks every reachable state of strategy <c>rolling</c>, as <see cref="ModelChecker"/> does for two colours.</summary>
internal sealed class RollingChecker(Decider decide, IReadOnlyDictionary<string, Kind> kinds)
{
    private static readonly DateTimeOffset Settled = Sample.Now - TimeSpan.FromHours(1);
    private readonly Dictionary<string, string> _violations = [];
    private readonly Dictionary<string, Target> _targets = kinds.Keys.ToDictionary(revision => revision, revision => Sample.Target(
        revision, RollingScene.Worker with { Rollout = RollingScene.Worker.Rollout with { Bake = TimeSpan.Zero } }));

    private sealed record State(RollingWorld World, RollingWorld Before, ProcessMemory Memory)
    {
        public string Key => $"{World.Key}\n{Before.Key}\n{Memory.StartedAt == Settled}|{Memory.Armed}|{Memory.Moved}|{Memory.Reverted?.Code}|{Expected}|{Memory.Expected?.Unclear}|{Memory.LateUntil is not null}";

        private string? Expected => Memory.Expected?.Action is PlannedAction.WriteRecord write ? string.Join(',', write.After.ChangesFrom(ReleaseRecord.Empty)) : Memory.Expected?.Action.Summary;
    }

    public Findings Run(RollingWorld start, bool stopAtFirst = false)
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
                if (seen.Count > 400_000)
                    throw new InvalidOperationException("the model does not end");
            }
        }

        var endings = seen.Values.Select(state => (State: state, End: FaultFree(state))).ToList();
        return new Findings(
            seen.Count, transitions, _violations,
            [.. endings.Where(ending => ending.End.Ending is not null).Select(ending => $"{ending.End.Ending}: {ending.State.World.Key} {ending.State.Memory}")],
            endings.Max(ending => ending.End.Writes));
    }

    private IEnumerable<State> Successors(State state)
    {
        var world = state.World;
        if (world.ChangesLeft > 0)
        {
            foreach (var revision in kinds.Keys.Where(revision => revision != world.Desired))
                yield return state with { World = world with { Desired = revision, ChangesLeft = world.ChangesLeft - 1 } };
        }

        if (world.LeversLeft > 0)
        {
            foreach (var verb in new[] { Verb.Pause, Verb.Abort, Verb.Retry, Verb.Suspend })
                yield return state with { World = world with { LeversLeft = world.LeversLeft - 1, Intents = world.Intents.Add(new Intent(verb, world.Desired, null, "model", Sample.Now)) } };
        }

        // A person deploys what was proven first, past us, where our reads show it.
        if (world is { HandsLeft: > 0, Primary: not null, Count: > 0 } && state.Memory is { Expected: null } && state.Memory.StartedAt == Settled)
        {
            var moved = world with { Primary = "h1:0", State = "IN_PROGRESS", HandsLeft = world.HandsLeft - 1 };
            yield return state with { World = moved, Before = moved };
        }

        foreach (var next in world.Ecs(kinds))
            yield return state with { World = next };
        yield return new State(world, world, state.Memory with { StartedAt = Settled, Expected = null, LateUntil = null, MovedAt = null });

        var unsettled = state.Memory.StartedAt != Settled || state.Memory.Expected is not null || state.Memory.LateUntil is not null;
        foreach (var view in unsettled ? new[] { world, state.Before with { Desired = world.Desired, Intents = world.Intents } } : [world])
        {
            var (decision, memory) = Decide(view, state.Memory);
            if (decision.Action is not { } action)
            {
                yield return state with { Memory = memory };
                continue;
            }

            Guard(state, action);
            var after = world.Apply(action);
            var done = Remember.Done(memory, decision, Sample.Now, Sample.Timing.ReadLag);
            var unclear = Remember.Unclear(memory, decision, Sample.Now, Sample.Timing.ReadLag);
            var restarted = new ProcessMemory { StartedAt = Sample.Now };
            yield return new State(after, world, done);
            yield return new State(after, world, unclear);
            yield return new State(world, state.Before, unclear);
            yield return new State(world, state.Before, restarted);
            yield return new State(after, world, restarted);
        }
    }

    private (Decision, ProcessMemory) Decide(RollingWorld view, ProcessMemory memory)
    {
        var seen = Observe(view);
        var remembered = Remember.Seen(memory, seen, _targets[view.Desired], Sample.Now) with { BrokenAt = null, Idle = new(null, null), LastRevision = null, CandidateWeight = null };
        return (decide(_targets[view.Desired], seen, remembered, Sample.Now), remembered with { Counts = new(null, null) });
    }

    private ServiceObservation Observe(RollingWorld world)
    {
        var up = world.State == "COMPLETED";
        var bad = world is { Primary: { } primary, State: "COMPLETED", Count: > 0 } && kinds[primary] == Kind.BadUnderTraffic && world.Read().Proven?.Revision != primary;
        var seen = new RollingScene
        {
            Desired = world.Desired,
            Runs = world.Primary is { } revision ? (revision, world.Count, up ? world.Count : 0) : null,
            State = world.State,
            TakenBackAt = world.ShowsFailed ? Sample.Now : null,
            Record = world.Read(),
            CreatedAt = world.Overdue ? Sample.Now - TimeSpan.FromHours(2) : Sample.Now,
            Definition = world.Registered.Contains(world.Desired)
                ? new TaskDefinition($"arn:definition/{world.Desired}", world.Desired, JobResult.Parse(world.JobResult.GetValueOrDefault(world.Desired)))
                : null,
            Alarm = new AlarmReading("queue", bad ? "ALARM" : "OK", "", world.Count == 0 || world.Primary != world.Read().Attempt?.Revision),
            Intents = new Intents(world.Intents, []),
            Spec = _targets[world.Desired].Spec,
        }.Observe();
        return seen with
        {
            BeforeJob = Fact<OneOffTask?>.Of(world.JobStarted.Contains(world.Desired + seen.Record.BeforeHook(world.Desired))
                ? new OneOffTask("arn:task/1", "STOPPED", Sample.Now, kinds[world.Desired] == Kind.JobFails ? 1 : 0, "Essential container in task exited")
                : null, Sample.Now),
        };
    }

    private void Guard(State state, PlannedAction action)
    {
        var (world, record) = (state.World, state.World.Read());
        switch (action)
        {
            case PlannedAction.Roll { Back: true } back:
                // The view may be as old as the last write.
                Check("back to what is proven", back.Revision == record.Proven?.Revision || back.Revision == state.Before.Read().Proven?.Revision, action);
                break;
            case PlannedAction.Roll roll:
                Check("I9", record.BadFor(roll.Revision) is null, action);
                Check("I8", world.Rolls.GetValueOrDefault(roll.Revision) < Sample.Timing.MaxAttempts, action);
                Check("I20", !world.Intents.Any(intent => intent.Verb == Verb.Pause && intent.Revision == roll.Revision), action);
                Check("job first", JobResult.Parse(world.JobResult.GetValueOrDefault(roll.Revision)) is { Succeeded: true }, action);
                break;
            case PlannedAction.ScaleRollingService { Count: 0 }:
                Check("what is proven runs", record.Proven is null, action);
                break;
            case PlannedAction.RunBeforeJob job:
                Check("I22", !world.JobStarted.Contains(job.Revision + job.Hook), action);
                break;
            case PlannedAction.WriteRecord { Change: RecordChange.Commit, After.Proven: { } proven }:
                Check("I13", world.Primary == proven.Revision && world.State == "COMPLETED" && kinds[proven.Revision] == Kind.Good, action);
                break;
        }

        if (action is not PlannedAction.WriteRecord && world.Intents.Any(intent => intent.Verb == Verb.Suspend))
            Check("I26", false, action);

        void Check(string invariant, bool holds, PlannedAction of)
        {
            if (!holds)
                _violations.TryAdd(invariant, $"{of} in {world.Key}");
        }
    }

    /// <summary>From here on nothing fails and nobody interferes: it must end, and end right.</summary>
    private (int Writes, string? Ending) FaultFree(State state)
    {
        var world = state.World with { ChangesLeft = 0, LeversLeft = 0, HandsLeft = 0, Intents = [.. state.World.Intents.Where(intent => intent.Verb is Verb.Abort or Verb.Retry)] };
        var memory = state.Memory with { StartedAt = Settled, Expected = null, LateUntil = null, MovedAt = null };
        for (var (writes, moves) = (0, 0); moves < 80; moves++)
        {
            var (decision, remembered) = Decide(world, memory);
            if (decision.Action is { } action)
            {
                writes++;
                memory = Remember.Done(remembered, decision, Sample.Now, Sample.Timing.ReadLag) with { Expected = null, LateUntil = null, MovedAt = null };
                world = world.Apply(action);
                continue;
            }

            memory = remembered;
            if (world.Ecs(kinds).FirstOrDefault() is not { } next)
                return (writes, IsRight(world) ? null : $"stopped in {decision.Phase} ({decision.Reason})");
            world = next;
        }

        return (80, "no end after 80 moves");
    }

    private static bool IsRight(RollingWorld world)
    {
        var record = world.Read();
        var isBad = record.BadFor(world.Desired) is not null || JobResult.Parse(world.JobResult.GetValueOrDefault(world.Desired)) is { Succeeded: false };
        var isAborted = world.Intents.Any(intent => intent.Verb == Verb.Abort && intent.Revision == world.Desired);
        if (record.Proven is not { } proven)
            return (isBad || isAborted) && world.Count == 0;
        return world.Primary == proven.Revision && world is { State: "COMPLETED", Count: 2 } && record.Attempt is null && (isBad || proven.Revision == world.Desired);
    }
}
