using System.Collections.Immutable;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>An observation seen through the contract's words: S, C, H, w, rel, N.</summary>
public sealed class View(Target target, ServiceObservation seen, ProcessMemory memory, DateTimeOffset now)
{
    public Target Target => target;

    public ServiceObservation Seen => seen;

    public ProcessMemory Memory => memory;

    public DateTimeOffset Now => now;

    /// <summary>The stored record. Under a lease nobody else writes it: where it was overwritten late, what this leader knows counts.</summary>
    public ReleaseRecord Record { get; } = Kept(seen, memory) ?? seen.Record;

    /// <summary>A leader that was gone wrote the record, after this one had read or written it.</summary>
    public bool IsOverwritten => Kept(seen, memory) is not null;

    /// <summary>H.</summary>
    public string Desired => target.Revision;

    public Colour? Stable => Record.Stable;

    /// <summary>S; only where a stable side is known.</summary>
    public Colour S => Record.Stable ?? throw new InvalidOperationException("no stable side is known");

    /// <summary>C: the other side, or blue before the first release.</summary>
    public Colour C => Record.Stable?.Other() ?? Colour.Blue;

    /// <summary>The same without one rule, where that is in other hands.</summary>
    public View Without(Rule rule) => seen.Rules.Value is { } rules
        ? new(target, seen with { Rules = Fact<ServiceRules>.Of(rules with { Production = rules.Production.Remove(rule) }, seen.Rules.At) }, memory, now)
        : this;

    /// <summary>The same without what this process did: an instance that may have been succeeded cannot go by it.</summary>
    public View Forgetful => new(target, seen, memory with { Armed = null, Moved = false, Reverted = null, SawEven = false, Record = null }, now);

    public EcsService? Service(Colour colour) => seen.Services.Value?[colour];

    /// <summary>rel(x).</summary>
    public string? Rel(Colour colour) => Service(colour)?.Revision;

    /// <summary>In the order of listener and priority, in which a step is written.</summary>
    public ImmutableArray<Rule> Production { get; } = seen.Rules.Value?.Production ?? [];

    public ImmutableArray<Rule> Previews { get; } = seen.Rules.Value?.Preview ?? [];

    public string? GroupArn(Colour colour) => Service(colour)?.TargetGroupArn ?? seen.TargetGroups.Value?[colour]?.Arn;

    /// <summary>The one that checks go through.</summary>
    public Rule? CheckedPreview => target.Routes is [var route, ..] ? seen.Rules.Value?.PreviewOf(route.PreviewListenerArn, route.PreviewPriority) : null;

    public ImmutableArray<string> RuleArns => [.. Production.Select(rule => rule.Arn)];

    public int WeightOn(Rule rule, Colour colour) => GroupArn(colour) is { } arn ? rule.Weights.GetValueOrDefault(arn) : 0;

    /// <summary>w(x): on the rule that gives it most.</summary>
    public int WeightOf(Colour colour) => Production.Select(rule => WeightOn(rule, colour)).DefaultIfEmpty(0).Max();

    /// <summary>w(C).</summary>
    public int CandidateWeight => WeightOf(C);

    public int LowestCandidateWeight => Production.Select(rule => WeightOn(rule, C)).DefaultIfEmpty(0).Min();

    /// <summary>All rules give C the same weight: always so where a service has one rule.</summary>
    public bool IsEven => LowestCandidateWeight == CandidateWeight;

    /// <summary>
    /// A step is written rule by rule in their order, so the first ones stand at the new weight and the rest at the old one. Unevenness
    /// of another shape is a way home that was begun, or a person's doing.
    /// </summary>
    public bool IsClimbing
    {
        get
        {
            var weights = Production.Select(rule => WeightOn(rule, C)).ToList();
            return weights.Distinct().Count() == 2 && weights.SequenceEqual(weights.OrderDescending());
        }
    }

    /// <summary>Every request of every rule reaches this side.</summary>
    public bool ServesAll(Colour colour) => !Production.IsEmpty && Production.All(rule => WeightOn(rule, colour) == Steps.All);

    public RouteMatch Routes => RouteMatch.Of(target.Routes, Production);

    public GroupHealth HealthOf(Colour colour) => seen.Health.Value?[colour] ?? GroupHealth.None;

    /// <summary>What was found out about a new revision; null when it was not looked for.</summary>
    public Preflight? Preflight => seen.Preflight.Known
        ? Planning.Preflight.Of(target, seen.Preflight.Value!, seen.TargetGroups.Value, [.. RulesToCome], Sticky)
        : null;

    /// <summary>What keeps clients with a side whatever the weights say.</summary>
    public ImmutableArray<Stickiness> Sticky => Stickiness.Of(target, Production, seen.TargetGroups.Value);

    /// <summary>A listener for each rule that a rollout still has to create.</summary>
    private IEnumerable<string> RulesToCome =>
        target.Routes.Where(route => !Previews.Any(route.IsPreview)).Select(route => route.PreviewListenerArn)
            .Concat((Production.IsEmpty ? target.Routes : Routes.Missing).Select(route => route.ListenerArn));

    public Intents Intents => seen.Intents.Value ?? Intents.None;

    /// <summary>An abort of a revision; one from before its retry is spent.</summary>
    public Intent? AbortOf(string revision) => Intents.For(Verb.Abort, revision) is { } abort && !Record.IsSpent(abort) ? abort : null;

    public bool IsPromoted(int weight) =>
        Intents.All.Any(intent => intent.Verb == Verb.Promote && intent.Revision == Desired && intent.Step == weight) || IsPromotedFully;

    public bool IsPromotedFully => Intents.For(Verb.PromoteFully, Desired) is not null;

    /// <summary>The weight after one: the next declared step, or all where a person said so.</summary>
    public int? NextWeight(int weight) => IsPromotedFully && weight < Steps.All ? Steps.All : Steps.After(target.Rollout, weight);

    public Attempt? Attempt => Record.Attempt;

    /// <summary>An attempt for what runs on C.</summary>
    public bool AttemptIsForCandidate => Attempt is { } attempt && attempt.Revision == Rel(C);

    /// <summary>N: what stable had when the attempt opened, or has now.</summary>
    public int Capacity => Attempt?.Capacity ?? Math.Max(1, Record.Stable is { } stable ? Service(stable)?.Desired ?? 1 : target.Spec.Replicas);

    /// <summary>Healthy targets the candidate needs before it is given a weight: all of N, unless the step says less.</summary>
    public int Need(int weight) => Math.Max(Share(weight), Tasks(Steps.Capacity(target.Rollout, weight)));

    /// <summary>
    /// What the candidate must keep while it has a weight. That it was not asked for as many until now (a commit changed the steps) is no
    /// failure of its own: until they are up, what it had and what the weight itself needs counts.
    /// </summary>
    public int Floor(int weight) => (Service(C)?.Desired < Need(weight) ? 0 : memory.GrownFrom) is { } had
        ? Math.Min(Need(weight), Math.Max(Share(weight), had))
        : Need(weight);

    /// <summary>Tasks the candidate runs at a weight.</summary>
    public int CountAt(int weight) => Steps.Capacity(target.Rollout, weight) < Steps.All ? Need(weight) : Math.Max(target.Spec.Replicas, Need(weight));

    /// <summary>The weight a candidate without traffic gets first.</summary>
    public int FirstWeight => Warm ? Steps.All : NextWeight(0)!.Value;

    /// <summary>Tasks that this share of the traffic needs (I3).</summary>
    private int Share(int weight) => Math.Max(1, Tasks(weight * target.Timing.Headroom));

    private int Tasks(double percent) => (int)Math.Ceiling(percent * Capacity / 100);

    /// <summary>
    /// The old colour, proven and still at full strength: a commit back to it needs no steps. Preparing another revision
    /// clears retire-at first, so it can only stand beside what was stable.
    /// </summary>
    public bool Warm =>
        Record.RetireAt is { } at && (at > now || AttemptIsForCandidate) && Rel(C) == Desired
        && Service(C) is { Complete: true } && HealthOf(C).Healthy >= Need(100);

    /// <summary>A side may be changed or stopped only after its weight was 0 for the drain time, seen twice; one without tasks is drained already.</summary>
    public bool Drained(Colour colour) => Service(colour) is not { Up: true } || DrainedIn(colour) == TimeSpan.Zero;

    public TimeSpan DrainedIn(Colour colour)
    {
        if (memory.Idle[colour] is not { } idle)
            return target.Drain;
        var left = idle.Since + target.Drain - now;
        return left > TimeSpan.Zero ? left : idle.Reads >= 2 && idle.LastSeen - idle.Since >= target.Timing.BetweenReads ? TimeSpan.Zero : target.Pace;
    }

    /// <summary>What the checks say about the candidate since a moment.</summary>
    public Verdict JudgedSince(DateTimeOffset since) => Verdict.Of(target.Rollout, seen.Checks, TrialSince(since));

    /// <summary>Only whether tasks of the candidate keep ending: the one check that needs no healthy target.</summary>
    public Verdict Crashed() =>
        CrashVerdict.Of(target.Rollout.ChecksAt(CandidateWeight).OfType<RestartsCheckSpec>().MinBy(check => check.Max)!, seen.Checks, TrialSince(now));

    private Trial TrialSince(DateTimeOffset since) => new(since)
    {
        Weight = CandidateWeight,
        IsHeld = CandidateWeight > 0 && now >= WeightSince + Steps.Hold(target.Rollout, CandidateWeight),
        IsWayBack = Warm,
        Now = now,
    };

    /// <summary>I29: from then on reads show the last write of the process before this one, and none of its calls is under way.</summary>
    public static DateTimeOffset Settled(ProcessMemory memory, ServiceObservation seen, Target target) => memory.StartedAt + target.Timing.ReadLag + seen.Leadership.Quiet;

    /// <summary>A rollout is under way, or what it left is not cleaned up yet.</summary>
    public bool IsInMotion => Attempt is not null || Record.RetireAt is not null || !Previews.IsEmpty || Service(C) is { Up: true };

    /// <summary>
    /// The leader before did not leave in good order, and may have been stopped right before a call: if it goes on, that call is sent, for as long as
    /// AWS takes its signature. So this leader looks often.
    /// </summary>
    public bool MayComeLate => memory.Found is { InMotion: true } && seen.Leadership is { IsHeld: true, Quiet: var quiet, Since: var since }
        && quiet > TimeSpan.Zero && now < since + Leadership.SignaturesValid;

    /// <summary>What such a call may make of the candidate's weight: the step after the one that was found.</summary>
    public int? LateWeight => MayComeLate ? NextWeight(memory.Found!.Weight) : null;

    /// <summary>
    /// Or it was the way home of what this leader found and brought home itself. In an attempt that this leader opened, nobody decided that.
    /// </summary>
    public bool IsLateHome => MayComeLate && memory.TookHome && Attempt?.At > seen.Leadership.Since;

    private static ReleaseRecord? Kept(ServiceObservation seen, ProcessMemory memory) =>
        seen.Leadership.IsHeld && memory.Record is { } own && seen.Services.Value?.Blue is { Ours: true } && !own.SameAs(seen.Record)
        && !(memory.Expected?.Action is PlannedAction.WriteRecord lagging && lagging.Before.SameAs(seen.Record))
            ? own
            : null;

    /// <summary>How long the progress deadline stood still until now.</summary>
    public TimeSpan StoodStill => memory.StoppedTime + (memory.StoppedSince is { } since ? now - since : TimeSpan.Zero);

    /// <summary>When the present weight began, for this process: a restart and a person's hand begin the window again, a clock ahead of ours counts as now.</summary>
    public DateTimeOffset WeightSince =>
        new[] { Record.Since is { } noted && noted.At < now ? noted.At : now, memory.StartedAt, memory.MovedAt ?? default }.Max();
}
