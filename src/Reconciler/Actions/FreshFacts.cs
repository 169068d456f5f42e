using System.Collections.Immutable;
using Publican.Observed;
using Elb = Amazon.ElasticLoadBalancingV2.Model;

namespace Publican.Actions;

/// <summary>What a write is judged by: read right before it, and nothing that its guard does not need.</summary>
/// <param name="At">Before the first of the reads was asked: no fact is older.</param>
internal sealed record FreshFacts(DateTimeOffset At)
{
    /// <summary>Production rules, as AWS spells them: a weight change writes them back.</summary>
    public ImmutableArray<Elb.Rule> Rules { get; init; } = [];

    /// <summary>Healthy targets by group.</summary>
    public ImmutableDictionary<string, int> Healthy { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>By ARN, of everything whose owner was asked for; empty where a resource has none or is gone.</summary>
    public ImmutableDictionary<string, IReadOnlyDictionary<string, string>> Tags { get; init; } = ImmutableDictionary<string, IReadOnlyDictionary<string, string>>.Empty;

    /// <summary>Of the target groups that were asked for, those that a listener or a rule leads to.</summary>
    public ImmutableArray<string> InUse { get; init; } = [];

    public Pair<FreshService?> Services { get; init; } = new(null, null);

    public ReleaseRecord Record => Services.Blue is { } anchor ? ReleaseRecord.Parse(anchor.Tags) : ReleaseRecord.Empty;

    /// <summary>The largest share that any of the rules gives to a group; 0 where none names it.</summary>
    public int WeightOf(string? group) => Rules
        .SelectMany(rule => rule.Actions ?? [])
        .SelectMany(action => action switch
        {
            { ForwardConfig.TargetGroups: { Count: > 0 } groups } => groups.Where(tuple => tuple.TargetGroupArn == group).Select(tuple => tuple.Weight ?? 1),
            // A forward to a single group may come back in the short form.
            { TargetGroupArn: { } only } when only == group => [100],
            _ => [],
        })
        .DefaultIfEmpty(0).Max();
}

internal sealed record FreshService(string Arn, int Desired, int Running, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>As ECS has it: an update keeps what it does not name.</summary>
    public Amazon.ECS.Model.Service? Live { get; init; }
}
