using System.Collections.Immutable;
using Publican.Actions;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;
using Publican.Tests.Rollouts;

namespace Publican.Tests.CronJobs;

/// <summary>ECS as far as a job goes: task definitions with tags, tasks, tokens; and a reconciler that decides by the real machine and the real guard.</summary>
internal sealed class JobWorld(JobSpec job, int lasts)
{
    public static readonly DateTimeOffset Begin = new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan Lag = Sample.Timing.ReadLag;
    private readonly List<(DateTimeOffset At, State State)> _past = [(Begin, State.Empty)];
    private readonly List<(DateTimeOffset Due, PlannedAction Action)> _late = [];
    private readonly List<string> _story = [];
    private readonly Dictionary<string, int> _starts = new(StringComparer.Ordinal);
    private ProcessMemory _memory = new() { StartedAt = Begin };
    private State _state = State.Empty;
    private int _revision = 1;
    private TimeSpan _skew;

    internal enum Fate
    {
        Done,
        LostAnswer,
        Late,
        Refused,
        DiesBefore,
        DiesAfter,
    }

    /// <param name="Fate">Of the call, if one is made.</param>
    /// <param name="IsOld">Reads are as old as they may be.</param>
    /// <param name="Skew">By how many seconds the reconciler's clock is wrong.</param>
    internal sealed record Step(int Seconds, Fate Fate, bool Restarts, bool IsOld, bool Commits, int Skew);

    public DateTimeOffset Now { get; private set; } = Begin + TimeSpan.FromSeconds(1);

    /// <summary>What a reconciler's clock ever showed.</summary>
    public DateTimeOffset LatestLook { get; private set; } = Begin;

    /// <summary>For a broken variant: notes are lost.</summary>
    public bool ForgetsNotes { get; set; }

    /// <summary>For a broken region: it starts a task for each call.</summary>
    public bool IgnoresTokens { get; set; }

    public string Story => string.Join("; ", _story.TakeLast(25));

    public DateTimeOffset Since => _state.Definitions.Values.Select(record => record.Schedule?.Since).Max() ?? DateTimeOffset.MaxValue;

    private string Revision => $"h1:{_revision}";

    public int Started(long key) => _starts.Where(pair => pair.Key.StartsWith($"{key}/", StringComparison.Ordinal)).Sum(pair => pair.Value);

    /// <summary>The newest firing that may still be begun, and that no reconciler has looked past.</summary>
    public DateTimeOffset? Newest() => Firings.Newest(job.Cron!, Now - job.Cron!.StartingDeadline + TimeSpan.FromMinutes(2), Now) is { } newest && newest >= LatestLook - TimeSpan.FromSeconds(1) ? newest : null;

    public string? Problem() => _starts.FirstOrDefault(pair => pair.Value > 1) is { Key: { } run, Value: var count } ? $"{run} was started {count} times: {Story}"
        : _starts.Keys.GroupBy(run => run.Split('/')[0]).FirstOrDefault(same => same.Count() > 1) is { } twice ? $"{string.Join(" and ", twice)} are one run: {Story}"
        : null;

    public void Play(ImmutableArray<Step> steps)
    {
        foreach (var step in steps)
        {
            if (step.Restarts)
                Restart();
            if (step.Commits)
                _revision++;
            _skew = TimeSpan.FromSeconds(step.Skew);
            Pass(step.Fate, step.IsOld);
            Advance(TimeSpan.FromSeconds(step.Seconds));
        }
    }

    /// <summary>Nothing goes wrong any more.</summary>
    public void Rest(TimeSpan time)
    {
        _skew = TimeSpan.Zero;
        for (var until = Now + time; Now < until;)
        {
            var look = Pass(Fate.Done, isOld: false);
            Advance(look > TimeSpan.FromMilliseconds(200) ? look : TimeSpan.FromMilliseconds(200));
        }
    }

    private void Restart()
    {
        _memory = new ProcessMemory { StartedAt = Now + _skew };
        _story.Add($"{Now:HH:mm:ss} restart");
    }

    private void Advance(TimeSpan time)
    {
        for (var until = Now + time; ;)
        {
            var next = _late.Where(late => late.Due <= until).OrderBy(late => late.Due).FirstOrDefault();
            if (next.Action is null)
            {
                Now = until;
                return;
            }

            _late.Remove(next);
            Now = next.Due > Now ? next.Due : Now;
            CarryOut(next.Action);
        }
    }

    private TimeSpan Pass(Fate fate, bool isOld)
    {
        var now = Now + _skew;
        LatestLook = now > LatestLook ? now : LatestLook;
        var target = Sample.Target(Revision, job.Task) with { Job = job };
        var seen = See(isOld ? _past.Last(old => old.At <= Now - (Lag * 0.9) || old.At == Begin).State : _state, now);
        var memory = Remember.Seen(_memory, seen, target, now);
        var decision = RolloutMachine.Decide(target, seen, memory, now);
        memory = Remember.Decided(memory, seen, target, decision, now);
        _memory = memory;
        if (decision.Action is not { } action)
            return decision.LookAgain;
        var refusal = Guard(action, target);
        _story.Add($"{Now:HH:mm:ss} {action.Summary}: {refusal ?? fate.ToString()}");
        if (fate == Fate.Refused || refusal is not null)
        {
            _memory = Remember.Refused(memory, decision);
            return TimeSpan.FromSeconds(1);
        }

        switch (fate)
        {
            case Fate.DiesBefore:
                Restart();
                return TimeSpan.Zero;
            case Fate.Late:
                _late.Add((Now + (Lag * 0.6), action));
                break;
            default:
                CarryOut(action);
                break;
        }

        if (fate == Fate.DiesAfter)
            Restart();
        else
            _memory = fate == Fate.Done ? Remember.Done(memory, decision, now, Lag) : Remember.Unclear(memory, decision, now, Lag);
        return TimeSpan.Zero;
    }

    private string? Guard(PlannedAction action, Target target)
    {
        var facts = new FreshFacts(Now)
        {
            Tags = _state.Definitions.ToImmutableDictionary(pair => pair.Key, pair => (IReadOnlyDictionary<string, string>)pair.Value.ToTags().ToDictionary()),
        };
        return action switch
        {
            PlannedAction.RunJob run when !ForgetsNotes => JobInvariants.Refusal(run, facts),
            PlannedAction.WriteRuns write => JobInvariants.Refusal(write, facts, target),
            _ => null,
        };
    }

    private void CarryOut(PlannedAction action)
    {
        switch (action)
        {
            case PlannedAction.RegisterTaskDefinition register:
                _state = _state with { Definitions = _state.Definitions.SetItem(register.Revision, register.Runs!) };
                break;
            case PlannedAction.WriteRuns write when !ForgetsNotes || !write.After.Open.Any():
                _state = _state with { Definitions = _state.Definitions.SetItem(write.TaskDefinitionArn, write.After) };
                break;
            case PlannedAction.RunJob run when IgnoresTokens || !_state.Tasks.ContainsKey(run.Run.Name):
                _starts[run.Run.Name] = _starts.GetValueOrDefault(run.Run.Name) + 1;
                _state = _state with { Tasks = _state.Tasks.SetItem(run.Run.Name, Now) };
                break;
        }

        _past.Add((Now, _state));
    }

    private ServiceObservation See(State state, DateTimeOffset now)
    {
        var own = state.Definitions.GetValueOrDefault(Revision);
        var record = job.Cron is null ? own ?? RunRecord.Empty : state.Definitions.Values.Aggregate(RunRecord.Empty, (all, one) => all.Merge(one));
        var definition = own is null ? null : new TaskDefinition(Revision, Revision, Before: null);
        var tasks = state.Tasks.Where(pair => Now < pair.Value + TimeSpan.FromSeconds(lasts) + TimeSpan.FromHours(1)).Select(pair => Now < pair.Value + TimeSpan.FromSeconds(lasts)
            ? new JobTask($"arn:task/{pair.Key}", pair.Key, "RUNNING", Stopping: false, pair.Value, null, null, null)
            : new JobTask($"arn:task/{pair.Key}", pair.Key, "STOPPED", Stopping: true, pair.Value, pair.Value + TimeSpan.FromSeconds(lasts), 0, null));
        return new ServiceObservation
        {
            Job = Fact<JobSighting>.Of(new JobSighting(definition, own ?? RunRecord.Empty, record, [.. tasks]) { NewestArn = state.Definitions.Keys.LastOrDefault() }, now),
            Definition = Fact<TaskDefinition?>.Of(definition, now),
            Preflight = Fact<PreflightFacts>.Of(Sample.Preflight, now),
            Intents = Fact<Intents>.Of(Intents.None, now),
            Leadership = Leadership.Alone,
        };
    }

    private sealed record State(ImmutableSortedDictionary<string, RunRecord> Definitions, ImmutableDictionary<string, DateTimeOffset> Tasks)
    {
        public static State Empty { get; } = new(ImmutableSortedDictionary<string, RunRecord>.Empty, ImmutableDictionary<string, DateTimeOffset>.Empty);
    }
}
