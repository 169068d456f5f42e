using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>What can drift, by the words that <c>ignore</c>, the status and the plan call it (docs/drift.md).</summary>
public static class DriftFields
{
    public const string Count = "count";
    public const string Routes = "routes";
    public const string Weights = "weights";
    public const string TaskDefinition = "taskDefinition";
    public const string Scaling = "scaling";
    public const string Tags = "tags";
    public const string HealthCheck = "healthCheck";
    public const string DeregistrationDelay = "deregistrationDelay";
    public const string Grace = "healthCheckGracePeriodSeconds";

    /// <summary>Members of an ECS service that UpdateService changes without a deployment (C3 of the reference): they are put back while tasks serve.</summary>
    public static ImmutableArray<string> OfService { get; } =
    [
        "availabilityZoneRebalancing", "deploymentConfiguration", "enableECSManagedTags", "enableExecuteCommand", Grace, "placementConstraints", "placementStrategy", "propagateTags",
    ];

    /// <summary>Members for which ECS replaces tasks, or must be forced to: only a rollout writes them.</summary>
    public static ImmutableArray<string> OfDeployment { get; } = ["capacityProviderStrategy", "loadBalancers", "networkConfiguration", "platformVersion"];

    private const string ListExpected = "a list of fields, such as [count]";

    /// <summary>What may be left to others.</summary>
    public static ImmutableArray<string> Known { get; } = [Count, Scaling, Routes, HealthCheck, DeregistrationDelay, Tags, .. OfService, .. OfDeployment];

    /// <summary>Only services with a route have them.</summary>
    public static ImmutableArray<string> OfTraffic { get; } = [Routes, HealthCheck, DeregistrationDelay, Tags, Grace, "loadBalancers"];

    private static readonly ImmutableDictionary<string, string> Owned = new Dictionary<string, string>
    {
        [Weights] = "decide who gets traffic, and are never left to others; with selfHeal: false they are reported, as long as the side that was given some is healthy",
        [TaskDefinition] = "is what is released, and is never left to others; with selfHeal: false a change is only reported",
        ["replicas"] = "is called count here",
    }.ToImmutableDictionary(StringComparer.Ordinal);

    internal static Key<bool?> SelfHealKey(string description) => Key.Of("selfHeal", Kinds.Flag, description).Optional();

    internal static Key<ImmutableArray<Field>> IgnoreKey { get; } = Key.Of(
        "ignore",
        new Kind<ImmutableArray<Field>>((field, _) => field.Items(ListExpected), style => Kinds.List(Word().Schema(style), least: 0)) { MayBeAbsent = true },
        "What others may change: it is set when it is made, and then neither put back nor reported.");

    internal static ImmutableArray<string> Read(ImmutableArray<Field> items, Strategy strategy, bool scales, Limits limits)
    {
        var read = ImmutableArray.CreateBuilder<string>();
        foreach (var item in items)
        {
            if (item.Node is YamlScalar { IsNull: false } scalar && Owned.TryGetValue(scalar.Text, out var why))
                item.Error($"{scalar.Text} {why}");
            else if (Word().Read(item, limits) is not { } field)
                continue;
            else if (strategy == Strategy.Rolling && OfTraffic.Contains(field))
                item.Error($"{field} is looked at where there is a route only; remove it");
            else if (field == (scales ? Count : Scaling))
                item.Error(scales ? "with scaling the number of tasks is the autoscaler's already; remove it" : "the number of tasks is fixed, and nothing scales it; remove it, or write count");
            else if (read.Contains(field))
                item.Error($"{field} stands here twice; remove one");
            else
                read.Add(field);
        }

        return read.ToImmutable();
    }

    private static Kind<string?> Word() => new(
        (field, _) => field.Text(Expected, text => Known.Contains(text) ? null
            : FieldValues.NotExpected(Expected, text) + (NearestKey.Of(text, Known) is { } near ? $"; did you mean {near}?" : "")),
        _ => new JsonObject { ["enum"] = new JsonArray([.. Known.Select(word => JsonValue.Create(word))]) });

    private static string Expected => $"{string.Join(", ", Known[..^1])} or {Known[^1]}";
}
