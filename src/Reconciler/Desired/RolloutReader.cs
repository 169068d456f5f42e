using System.Collections.Immutable;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Reads <c>spec.rollout</c>: how a new revision takes over.</summary>
internal static class RolloutReader
{
    private const string OnlyRolling = "is for the strategy rolling, where ECS replaces tasks in place; here the new ones start beside the old ones, so remove it";

    private static readonly KeySet Keys = ToCome(new KeySet("strategy", "steps", "checks", "bake", "keepOld", "timeout"))
        .Refuse("minimumHealthyPercent", OnlyRolling)
        .Refuse("maximumPercent", OnlyRolling);

    private static readonly KeySet RollingKeys = ToCome(new KeySet("strategy", "checks", "bake", "timeout", "minimumHealthyPercent", "maximumPercent"))
        .Refuse("steps", "has no meaning with the strategy rolling: without a route there is no traffic to give by weight; remove it")
        .Refuse("keepOld", "has no meaning with the strategy rolling: ECS replaces the old tasks, none of them can be kept; remove it");

    private static readonly KeySet StepKeys = new("weight", "hold", "approve", "capacity", "checks");

    /// <summary>What else of a service may be said hangs on it, so it is looked at first.</summary>
    public static Strategy StrategyOf(Field field) => field.Child("strategy").Node is YamlScalar { Text: "rolling" } ? Strategy.Rolling : Strategy.Canary;

    public static RolloutSpec Read(Field field, Limits limits, int? replicas)
    {
        var strategy = StrategyOf(field);
        var rollout = new MapReader(field, strategy == Strategy.Rolling ? RollingKeys : Keys);
        if (rollout["strategy"].Text(Strategies, StrategyProblem, "canary") == "blueGreen" && rollout.Has("steps"))
            rollout["steps"].Error("the strategy blueGreen moves all traffic in one call and has no steps; with steps it is canary");
        if (strategy == Strategy.Rolling)
            return Rolling(rollout, limits, replicas);
        var checks = CheckReader.Read(rollout["checks"], limits, strategy);
        return new RolloutSpec
        {
            Steps = Steps(rollout["steps"], checks, limits),
            Checks = checks,
            Bake = LongEnough(rollout["bake"], rollout["bake"].Duration(limits.Bake, TimeSpan.FromMinutes(5)), checks, limits).GetValueOrDefault(),
            KeepOld = rollout["keepOld"].Duration(limits.KeepOld, TimeSpan.FromMinutes(15)).GetValueOrDefault(),
            Timeout = rollout["timeout"].Duration(limits.RolloutTimeout, TimeSpan.FromMinutes(15)).GetValueOrDefault(),
        };
    }

    private static RolloutSpec Rolling(MapReader rollout, Limits limits, int? replicas)
    {
        var (least, most) = (rollout["minimumHealthyPercent"].Whole(0, 100, 100), rollout["maximumPercent"].Whole(100, 200, 200));
        if (replicas is { } count && least * count > (count - 1) * 100 && most * count < (count + 1) * 100)
        {
            rollout[rollout.Has("maximumPercent") ? "maximumPercent" : "minimumHealthyPercent"].Error(
                $"with {count} replica{(count == 1 ? "" : "s")} ECS may neither stop a task ({least}% must run) nor start one more ({most}% may run), so it could never replace any; "
                + $"maximumPercent of {(((count + 1) * 100) + count - 1) / count} or minimumHealthyPercent of {(count - 1) * 100 / count} lets it");
        }

        return new RolloutSpec
        {
            Strategy = Strategy.Rolling,
            MinimumHealthyPercent = least.GetValueOrDefault(),
            MaximumPercent = most.GetValueOrDefault(),
            Checks = CheckReader.Read(rollout["checks"], limits, Strategy.Rolling),
            Bake = rollout["bake"].Duration(limits.Bake, TimeSpan.FromMinutes(5)).GetValueOrDefault(),
            KeepOld = TimeSpan.Zero,
            Timeout = rollout["timeout"].Duration(limits.RolloutTimeout, TimeSpan.FromMinutes(15)).GetValueOrDefault(),
        };
    }

    private static ImmutableArray<StepSpec> Steps(Field field, ImmutableArray<CheckSpec> always, Limits limits)
    {
        var steps = ImmutableArray.CreateBuilder<StepSpec>();
        var (last, most) = (0, 0.0);
        foreach (var item in field.Items("a list of steps, such as [{weight: 10, hold: 1m}]"))
        {
            var step = new MapReader(item, StepKeys);
            var weight = step["weight"].Whole(1, 99);
            if (weight <= last) step["weight"].Error($"weights rise from step to step; {weight} does not come after {last}");
            var checks = CheckReader.Read(step["checks"], limits, Strategy.Canary);
            var hold = LongEnough(step["hold"], step["hold"].Duration(limits.Hold), [.. always, .. checks], limits);
            var capacity = step["capacity"] is { IsAbsent: false } asked ? Capacity(asked, weight, most, limits) : null;
            steps.Add(new StepSpec(weight.GetValueOrDefault(), hold.GetValueOrDefault(), step["approve"].Flag(fallback: false).GetValueOrDefault(), capacity) { Checks = checks });
            last = weight ?? last;
            most = capacity ?? 100;
        }

        return steps.ToImmutable();
    }

    /// <summary>Enough for the step's share of the traffic, and never less than before: a side with traffic is not scaled down.</summary>
    private static double? Capacity(Field field, int? weight, double before, Limits limits)
    {
        var capacity = field.Percent();
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

    private const string Strategies = "canary, blueGreen or rolling";

    private static string? StrategyProblem(string strategy) =>
        strategy is "canary" or "blueGreen" or "rolling" ? null : FieldValues.NotExpected(Strategies, strategy);

    private static KeySet ToCome(KeySet keys) => keys.NotYet("approve", "freeze", "maxAttempts", "onNewCommit", "window", "windows");
}
