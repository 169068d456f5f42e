using System.Collections.Immutable;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Reads <c>spec.rollout</c>: how a new revision takes over.</summary>
internal static class RolloutReader
{
    private const string OnlyRolling = "is for the strategy rolling, where ECS replaces tasks in place; here the new ones start beside the old ones, so remove it";

    private static readonly Key<int?> Weight = Key.Of("weight", Kinds.Whole(1, 99), "Percent of the traffic. Weights rise from step to step; 100 is implied.");
    private static readonly Key<TimeSpan?> Hold = Key.Of("hold", Kinds.Duration(limits => limits.Hold), "How long the traffic stays there.");
    private static readonly Key<bool?> Approve = Key.Of("approve", Kinds.Flag, "The step is left only after publican promote.").Or(false);
    private static readonly Key<double?> Capacity = Key.Of("capacity", Kinds.Percent(), "Percent of the stable side's tasks that the candidate runs at this weight: at least weight times headroom, and never falling. All of them without it.").Optional();
    private static readonly Key<ImmutableArray<Field>> StepChecks = Key.Of("checks", CheckReader.List, "Checks that apply while this step is held, beside those of the rollout.");
    private static readonly KeySet StepKeys = new(Weight, Hold, Approve, Capacity, StepChecks);

    public static readonly Key<Way?> StrategyKey = Key.Of(
        "strategy",
        Kinds.OneOf(("canary", Way.Canary), ("blueGreen", Way.BlueGreen), ("rolling", Way.Rolling)),
        "canary: traffic by weight, or all of it in one call without steps. blueGreen: the same without steps. rolling: for services without a route, ECS replaces the tasks in place.").Or(Way.Canary);

    private static readonly Key<ImmutableArray<Field>> StepList = Key.Of("steps", Kinds.Maps("a list of steps, such as [{weight: 10, hold: 1m}]", StepKeys), "How the traffic goes over; without steps all of it in one call.");
    private static readonly Key<ImmutableArray<Field>> Checks = Key.Of("checks", CheckReader.List, "Checks that must stay good; one that fails brings all traffic back.");
    private static readonly Key<TimeSpan?> Bake = Key.Of("bake", Kinds.Duration(limits => limits.Bake), "All traffic must be good for this long before the new version counts as proven.").Or(TimeSpan.FromMinutes(5));
    private static readonly Key<TimeSpan?> KeepOld = Key.Of("keepOld", Kinds.Duration(limits => limits.KeepOld), "How long the old colour stays warm, so that going back takes no time.").Or(TimeSpan.FromMinutes(15));
    private static readonly Key<TimeSpan?> Timeout = Key.Of("timeout", Kinds.Duration(limits => limits.RolloutTimeout), "A rollout that stands still this long has failed.").Or(TimeSpan.FromMinutes(15));
    private static readonly Key<int?> Least = Key.Of("minimumHealthyPercent", Kinds.Whole(0, 100), "Only with rolling: percent of the tasks, rounded up, that keep running meanwhile.").Or(100);
    private static readonly Key<int?> Most = Key.Of("maximumPercent", Kinds.Whole(100, 200), "Only with rolling: percent of the tasks, rounded down, that run at most meanwhile.").Or(200);

    public static readonly KeySet Keys = ToCome(new KeySet(StrategyKey, StepList, Checks, Bake, KeepOld, Timeout))
        .Refuse(Least.Name, OnlyRolling)
        .Refuse(Most.Name, OnlyRolling);

    public static readonly KeySet RollingKeys = ToCome(new KeySet(StrategyKey, Checks with { Kind = CheckReader.ListWithoutRoute }, Bake, Timeout, Least, Most))
        .Refuse(StepList.Name, "has no meaning with the strategy rolling: without a route there is no traffic to give by weight; remove it")
        .Refuse(KeepOld.Name, "has no meaning with the strategy rolling: ECS replaces the old tasks, none of them can be kept; remove it");

    /// <summary>The strategies as they are written; a blue/green rollout is a canary without steps.</summary>
    internal enum Way
    {
        Canary,
        BlueGreen,
        Rolling,
    }

    /// <summary>What else of a service may be said hangs on it, so it is looked at first.</summary>
    public static Strategy StrategyOf(Field field) => field.Child(StrategyKey.Name).Node is YamlScalar { Text: "rolling" } ? Strategy.Rolling : Strategy.Canary;

    public static RolloutSpec Read(Field field, Limits limits, int? replicas)
    {
        var strategy = StrategyOf(field);
        var rollout = new MapReader(field, strategy == Strategy.Rolling ? RollingKeys : Keys, limits);
        var way = rollout.Get(StrategyKey);
        if (strategy == Strategy.Rolling)
            return Rolling(rollout, replicas);
        if (way == Way.BlueGreen && rollout.Has(StepList))
            rollout[StepList].Error("the strategy blueGreen moves all traffic in one call and has no steps; with steps it is canary");
        var checks = CheckReader.Read(rollout.Get(Checks), limits, strategy);
        return new RolloutSpec
        {
            Steps = Steps(rollout.Get(StepList), checks, limits),
            Checks = checks,
            Bake = LongEnough(rollout[Bake], rollout.Get(Bake), checks, limits).GetValueOrDefault(),
            KeepOld = rollout.Get(KeepOld).GetValueOrDefault(),
            Timeout = rollout.Get(Timeout).GetValueOrDefault(),
        };
    }

    private static RolloutSpec Rolling(MapReader rollout, int? replicas)
    {
        var (least, most) = (rollout.Get(Least), rollout.Get(Most));
        if (replicas is { } count && least * count > (count - 1) * 100 && most * count < (count + 1) * 100)
        {
            rollout[rollout.Has(Most) ? Most : Least].Error(
                $"with {count} replica{(count == 1 ? "" : "s")} ECS may neither stop a task ({least}% must run) nor start one more ({most}% may run), so it could never replace any; "
                + $"maximumPercent of {(((count + 1) * 100) + count - 1) / count} or minimumHealthyPercent of {(count - 1) * 100 / count} lets it");
        }

        return new RolloutSpec
        {
            Strategy = Strategy.Rolling,
            MinimumHealthyPercent = least.GetValueOrDefault(),
            MaximumPercent = most.GetValueOrDefault(),
            Checks = CheckReader.Read(rollout.Get(Checks), rollout.Limits, Strategy.Rolling),
            Bake = rollout.Get(Bake).GetValueOrDefault(),
            KeepOld = TimeSpan.Zero,
            Timeout = rollout.Get(Timeout).GetValueOrDefault(),
        };
    }

    private static ImmutableArray<StepSpec> Steps(ImmutableArray<Field> items, ImmutableArray<CheckSpec> always, Limits limits)
    {
        var steps = ImmutableArray.CreateBuilder<StepSpec>();
        var (last, most) = (0, 0.0);
        foreach (var item in items)
        {
            var step = new MapReader(item, StepKeys, limits);
            var weight = step.Get(Weight);
            if (weight <= last) step[Weight].Error($"weights rise from step to step; {weight} does not come after {last}");
            var checks = CheckReader.Read(step.Get(StepChecks), limits, Strategy.Canary);
            var hold = LongEnough(step[Hold], step.Get(Hold), [.. always, .. checks], limits);
            var capacity = CapacityOf(step, weight, most);
            steps.Add(new StepSpec(weight.GetValueOrDefault(), hold.GetValueOrDefault(), step.Get(Approve).GetValueOrDefault(), capacity) { Checks = checks });
            last = weight ?? last;
            most = capacity ?? 100;
        }

        return steps.ToImmutable();
    }

    /// <summary>Enough for the step's share of the traffic, and never less than before: a side with traffic is not scaled down.</summary>
    private static double? CapacityOf(MapReader step, int? weight, double before)
    {
        var (capacity, field, limits) = (step.Get(Capacity), step[Capacity], step.Limits);
        if (capacity < weight * limits.Headroom)
        {
            var headroom = limits.Headroom == 1 ? "" : FormattableString.Invariant($" with the environment's headroom of {limits.Headroom}");
            field.Error(FormattableString.Invariant($"{capacity}% of the tasks cannot carry {weight}% of the traffic{headroom}; at least {weight * limits.Headroom}%"));
        }
        else if (capacity < before)
        {
            field.Error(FormattableString.Invariant($"the capacity does not fall from step to step; {capacity}% comes after {before}%{(before == 100 ? ", which a step without capacity has" : "")}"));
        }

        return capacity;
    }

    /// <summary>A metric window lies wholly inside its step (the bake is the last one); in a shorter step the check could never decide.</summary>
    private static TimeSpan? LongEnough(Field field, TimeSpan? value, ImmutableArray<CheckSpec> checks, Limits limits)
    {
        var window = checks.OfType<MetricCheckSpec>().Select(check => check.Over).DefaultIfEmpty().Max();
        var shortest = window == TimeSpan.Zero ? window : window + limits.MetricDelay;
        if (value < shortest)
        {
            var delay = limits.MetricDelay > TimeSpan.Zero ? $" plus the {Durations.Format(limits.MetricDelay)} that metrics are late" : "";
            var least = $"with a check of a metric this lasts at least {Durations.Format(shortest)} (its window{delay})";
            field.Error($"{least}; {Durations.Format(value.Value)} is too short");
        }

        return value;
    }

    private static KeySet ToCome(KeySet keys) => keys.NotYet("approve", "freeze", "maxAttempts", "onNewCommit", "window", "windows");
}
