using System.Collections.Immutable;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;
using Publican.Tests.Rollouts.Model;

namespace Publican.Tests.Rollouts;

/// <summary>What happens to the reconciler and its world, in any order.</summary>
internal enum Op
{
    /// <summary>One pass; the number says how its write ends.</summary>
    Pass,

    /// <summary>The clock moves by so many seconds; tasks come up, jobs end.</summary>
    Wait,

    /// <summary>Another revision is desired.</summary>
    Commit,

    /// <summary>A side falls ill, or recovers.</summary>
    Sick,

    /// <summary>A person writes weights.</summary>
    Hand,

    /// <summary>A person writes an intent, or takes all away.</summary>
    Wish,

    Restart,
}

/// <summary>
/// A service in a small AWS with a clock, and the reconciler over it. Where the model check tries every order with time standing still,
/// this tries random orders with holds, drains and deadlines that really pass. Every write is judged on the world as it is.
/// </summary>
internal sealed class Region
{
    private static readonly string[] Revisions = ["h1:good", "h1:fails-under-traffic", "h1:never-healthy", "h1:fails-in-preview", "h1:job-fails", "h1:fine"];

    private readonly Dictionary<string, int> _firstTraffic = [];
    private readonly HashSet<Colour> _sick = [];
    private readonly Dictionary<Colour, DateTimeOffset> _hadTraffic = new() { [Colour.Green] = DateTimeOffset.MinValue };
    private readonly Dictionary<string, TaskDefinition> _definitions = [];
    private readonly Dictionary<string, OneOffTask> _jobs = [];
    private readonly List<HttpSample> _samples = [];
    private DateTimeOffset _now = Sample.Now;
    private DateTimeOffset _weightSince = Sample.Now;
    private Target _target = Sample.Target("h1:good");
    private ImmutableArray<Intent> _intents = [];
    private ProcessMemory _memory = new() { StartedAt = Sample.Now };
    private ServiceObservation _seen;
    private bool _hands;

    private readonly Decider _decide;

    public Region(Decider? decide = null)
    {
        _decide = decide ?? RolloutMachine.Decide;
        _seen = new Scene { Blue = ("h1:good", 2, 2) }.Observe(_target);
        _definitions["h1:good"] = new TaskDefinition("arn:definition/h1:good", "h1:good", new JobResult(Code: null));
    }

    public Decision? Last { get; private set; }

    /// <summary>What happened, for people.</summary>
    public List<string> Story { get; } = [];

    private int Weight => _seen.Rules.Value!.Production[0].Weights[Sample.Group(Candidate)];

    private Colour Candidate => _seen.Record.Stable!.Value.Other();

    public void Do(Op op, int number)
    {
        switch (op)
        {
            case Op.Pass: Pass(number % 10); break;
            case Op.Wait: Wait(TimeSpan.FromSeconds(number % 7)); break;
            case Op.Commit: Commit(Revisions[number % Revisions.Length]); break;
            case Op.Sick when !_sick.Remove((Colour)(number % 2)): _sick.Add((Colour)(number % 2)); break;
            case Op.Hand: Move(new[] { 0, 10, 30, 100 }[number % 4]); break;
            case Op.Wish: Wish(number); break;
            case Op.Restart: Restart(); break;
        }
    }

    /// <summary>From here on nobody interferes and nothing fails: it must come to rest, and in the right place.</summary>
    public void MustComeToRest()
    {
        _sick.Clear();
        _intents = _intents.RemoveAll(intent => intent.Verb is Verb.Suspend or Verb.Pause);
        var quiet = 0;
        for (var passes = 0; quiet < 40; passes++)
        {
            Require("an end", passes < 900, Last);
            Pass(0);
            quiet = Last!.Action is null && Last.Phase is Phase.Steady or Phase.RolledBack ? quiet + 1 : 0;
            Wait(TimeSpan.FromSeconds(Last.Action is null ? 1 : 0));
        }

        var (record, isGood) = (_seen.Record, _target.Revision is "h1:good" or "h1:fine");
        var stable = _seen.Services.Value![record.Stable!.Value]!;
        Require("all traffic on the stable side", Weight == 0, Last);
        Require("the idle side stopped", _seen.Services.Value[Candidate] is null or { Desired: 0 }, Last);
        Require("no attempt and no preview rule left", record.Attempt is null && _seen.Rules.Value!.Preview.IsEmpty, Last);
        Require("L1: a good revision is released", !isGood || stable.Revision == _target.Revision || record.BadFor(_target.Revision) is not null, Last);
        Require("L2: a bad revision is not", isGood || stable.Revision != _target.Revision, Last);
    }

    private void Pass(int ending)
    {
        var seen = Observe();
        var memory = Remember.Seen(_memory, seen, _target, _now);
        var decision = Last = _decide(_target, seen, memory, _now);
        _memory = Remember.Decided(memory, seen, _target, decision, _now);
        if (decision.Action is not { } action)
            return;

        Story.Add($"{(_now - Sample.Now).TotalSeconds} s, {Weight}%: {action.Summary} ({ending})");
        Judge(action, seen, decision);
        var happens = ending is not (7 or 8);
        if (happens)
            Apply(action, seen);
        if (ending < 6)
            _memory = Remember.Done(_memory, decision, _now, _target.Timing.ReadLag);
        else if (ending is 6 or 7)
            _memory = Remember.Unclear(_memory, decision, _now, _target.Timing.ReadLag);
        else
            Restart();
    }

    private void Apply(PlannedAction action, ServiceObservation seen)
    {
        var before = Weight;
        if (action is PlannedAction.SetWeights { CandidateWeight: > 0 } && before == 0)
            _firstTraffic[Rel(Candidate)] = _firstTraffic.GetValueOrDefault(Rel(Candidate)) + 1;
        if (action is PlannedAction.WriteRecord { Change: RecordChange.Retry, After.Retried: { } retried })
            _firstTraffic.Remove(retried.Revision);
        _seen = Effect.Of(action, seen, _target, _now);
        if (_seen.Definition.Value is { } definition)
            _definitions[definition.Revision] = definition;
        if (action is PlannedAction.RunBeforeJob job)
            _jobs[job.Revision + job.Hook] = _seen.BeforeJob.Value!;
        if (action is PlannedAction.SetWeights)
            Moved();
    }

    /// <summary>Whoever commits a revision again after another one gives it its tries again (I8: without a person).</summary>
    private void Commit(string revision)
    {
        if (revision != _target.Revision)
            _firstTraffic.Remove(revision);
        _target = _target with { Revision = revision };
    }

    private void Move(int weight)
    {
        if (weight == Weight)
            return;
        _hands = true;
        Story.Add($"{(_now - Sample.Now).TotalSeconds} s, {Weight}%: by hand {weight}%");
        var rule = _seen.Rules.Value!.Production[0];
        rule = rule with { Weights = rule.Weights.SetItem(Sample.Group(Candidate), weight).SetItem(Sample.Group(Candidate.Other()), 100 - weight) };
        _seen = _seen with { Rules = Fact<ServiceRules>.Of(_seen.Rules.Value with { Production = [rule] }, _now) };
        Moved();

        // A weight that comes and goes between two reads is seen by nobody.
        Pass(0);
    }

    private void Moved()
    {
        _weightSince = _now;
        NoteTraffic();
    }

    private void NoteTraffic()
    {
        foreach (var colour in new[] { Colour.Blue, Colour.Green })
        {
            if (_seen.Rules.Value!.Production[0].Weights[Sample.Group(colour)] > 0)
                _hadTraffic[colour] = _now;
        }
    }

    private void Wait(TimeSpan time)
    {
        NoteTraffic();
        _now += time;
        NoteTraffic();
        _seen = _seen with { Services = Fact<Pair<EcsService?>>.Of(_seen.Services.Value!.Select(Grown), _now) };
        foreach (var (key, job) in _jobs.Where(job => !job.Value.Stopped && _now - job.Value.CreatedAt >= TimeSpan.FromSeconds(2)).ToList())
            _jobs[key] = job with { LastStatus = "STOPPED", ExitCode = key.StartsWith("h1:job-fails", StringComparison.Ordinal) ? 1 : 0 };

        EcsService? Grown(EcsService? service) => service is null || _now - service.Primary.CreatedAt < TimeSpan.FromSeconds(2) ? service : service with
        {
            Running = service.Desired,
            Pending = 0,
            Primary = service.Primary with { State = "COMPLETED" },
        };
    }

    private void Wish(int number)
    {
        var verb = (Verb)(number % 6);
        _intents = number % 7 == 6 ? [] : _intents.Add(new Intent(verb, verb == Verb.Suspend ? null : _target.Revision, verb == Verb.Promote ? Math.Max(1, Weight) : null, "ann", _now));
    }

    private void Restart()
    {
        _memory = new ProcessMemory { StartedAt = _now };
        _samples.Clear();
    }

    private ServiceObservation Observe()
    {
        var health = new Pair<GroupHealth>(Health(Colour.Blue), Health(Colour.Green));
        _samples.Add(new HttpSample("/health/ready", OfCandidate: true, _now, Answers(Candidate), "as it answered"));
        if (Weight == 0)
            _samples.Add(new HttpSample("/health/ready", OfCandidate: false, _now, Answers(Candidate.Other()), "as it answered"));
        var hook = _target.Revision + _seen.Record.BeforeHook(_target.Revision);
        return _seen with
        {
            Services = Again(_seen.Services),
            Rules = Again(_seen.Rules),
            TargetGroups = Again(_seen.TargetGroups),
            Health = Fact<Pair<GroupHealth>>.Of(health, _now),
            Definition = Fact<TaskDefinition?>.Of(_definitions.GetValueOrDefault(_target.Revision), _now),
            BeforeJob = Fact<OneOffTask?>.Of(_jobs.GetValueOrDefault(hook), _now),
            Checks = new CheckReadings([.. _samples], []),
            Intents = Fact<Intents>.Of(new Intents(_intents, []), _now),
        };
    }

    private bool Answers(Colour colour) => !_sick.Contains(colour) && Rel(colour) switch
    {
        "h1:fails-in-preview" => false,
        "h1:fails-under-traffic" => Weight == 0 || colour != Candidate,
        _ => true,
    };

    private GroupHealth Health(Colour colour) => Sample.Healthy(
        _sick.Contains(colour) || Rel(colour) == "h1:never-healthy" ? 0 : _seen.Services.Value![colour]?.Running ?? 0);

    private string Rel(Colour colour) => _seen.Services.Value![colour]?.Revision ?? "-";

    /// <summary>Section 5 of the contract, as far as one write can break it.</summary>
    private void Judge(PlannedAction action, ServiceObservation seen, Decision decision)
    {
        var (record, weight, revision) = (seen.Record, Weight, Rel(Candidate));
        Require("I26: nothing is written while suspended", _intents.All(intent => intent.Verb != Verb.Suspend), decision);
        switch (action)
        {
            case PlannedAction.SetWeights { CandidateWeight: 0 }:
                Require("I2: home needs a healthy target", seen.Health.Value![record.Stable!.Value].Healthy > 0, decision);
                break;
            case PlannedAction.SetWeights rise:
                var (next, promoted) = (rise.CandidateWeight, _intents.Any(intent => intent.Verb is Verb.Promote or Verb.PromoteFully && intent.Revision == revision));
                Require("I1: a declared weight", Steps.IsDeclared(_target.Rollout, next), decision);
                Require("I3: enough healthy targets", seen.Health.Value![Candidate].Healthy >= Math.Ceiling(next / 100.0 * record.Attempt!.Capacity), decision);
                Require("I6: the next step", next == Steps.After(_target.Rollout, weight) || (next == 100 && (promoted || record.RetireAt is not null)), decision);
                Require("I7: the whole hold", weight == 0 || promoted || _now - _weightSince >= Steps.Hold(_target.Rollout, weight), decision);
                Require("I8: no more than the allowed tries", weight > 0 || _hands || _firstTraffic.GetValueOrDefault(revision) < _target.Timing.MaxAttempts, decision);
                Require("I9: no quarantined revision", record.BadFor(revision) is null && revision == _target.Revision, decision);
                Require("I20: no paused revision", _intents.All(intent => intent.Verb != Verb.Pause || intent.Revision != revision), decision);
                Require("I29: no move of a process that just started", _now - _memory.StartedAt >= _target.Timing.ReadLag, decision);
                break;
            case PlannedAction.StartCandidate start:
                Require("I5: a side that has drained", seen.Services.Value![start.Colour]!.TaskDefinitionArn == start.TaskDefinitionArn || Drained(start.Colour), decision);
                break;
            case PlannedAction.Scale { Count: 0 } scale:
                Require("I5: a side that has drained", Drained(scale.Colour), decision);
                break;
            case PlannedAction.WriteRecord { Change: RecordChange.Commit, After.Stable: { } stable }:
                Require("I13: a whole bake at 100%", stable == Candidate && weight == 100 && _now - _weightSince >= _target.Rollout.Bake, decision);
                break;
            case PlannedAction.WriteRecord { Change: RecordChange.Arm, After.Attempt: { } attempt }:
                Require("I10: one attempt, for what is desired", attempt.Revision == _target.Revision && revision == attempt.Revision && weight == 0, decision);
                break;
        }

        bool Drained(Colour colour) => _seen.Services.Value![colour] is not { Up: true } || _now - _hadTraffic.GetValueOrDefault(colour) >= _target.Drain;
    }

    private Fact<T> Again<T>(Fact<T> fact) => Fact<T>.Of(fact.Value!, _now);

    private static void Require(string what, bool holds, Decision? decision) =>
        Assert.True(holds, $"{what}: {decision?.Phase}, {decision?.Action?.Summary ?? "no action"}, {decision?.Reason}");
}
