using System.Collections.Immutable;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>An observation seen through the contract's words: S, C, H, w, rel, N.</summary>
public sealed partial class View(Target target, ServiceObservation seen, ProcessMemory memory, DateTimeOffset now)
{
    public Target Target => target;

    public ServiceObservation Seen => seen;

    public ProcessMemory Memory => memory;

    public DateTimeOffset Now => now;

    /// <summary>The stored record. Under a lease nobody else writes it: where it was overwritten late, what this leader knows counts.</summary>
    public ReleaseRecord Record { get; } = Kept(seen, memory) ?? seen.Record;

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
        ? Planning.Preflight.Of(target, seen.Preflight.Value!, seen.TargetGroups.Value, [.. RulesToCome], seen.Rules.Value?.Taken ?? [], Sticky)
        : null;

    /// <summary>What keeps clients with a side whatever the weights say.</summary>
    public ImmutableArray<Stickiness> Sticky => Stickiness.Of(target, Production, seen.TargetGroups.Value);

    private IEnumerable<RuleToCome> RulesToCome =>
        target.Routes.Where(route => !Previews.Any(route.IsPreview)).Select(RuleToCome.Preview)
            .Concat((Production.IsEmpty ? target.Routes : Routes.Missing).Select(RuleToCome.Production));

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
}
