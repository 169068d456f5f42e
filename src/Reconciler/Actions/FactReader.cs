using System.Collections.Immutable;
using Amazon.ECS;
using Amazon.ECS.Model;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Actions;

/// <summary>The reads right before a write. Nothing here is cached.</summary>
internal sealed class FactReader(IAmazonECS ecs, IAmazonElasticLoadBalancingV2 elb, TimeProvider clock)
{
    /// <remarks>The rules come last: they are what the write replaces.</remarks>
    public async Task<FreshFacts> ReadAsync(PlannedAction action, Target target, CancellationToken cancel)
    {
        var needs = Needs.Of(action);
        var facts = new FreshFacts(clock.GetUtcNow());
        if (needs.Services)
            facts = facts with { Services = await ServicesAsync(action is PlannedAction.WriteRecord { InOtherShape: true } ? target.Names.OtherShape : target.Names, cancel) };
        if (!needs.Owned.IsEmpty)
            facts = facts with { Tags = await OwnersAsync(needs.Owned, cancel) };
        if (needs.TaskDefinition is { } definition)
            facts = facts with { Tags = facts.Tags.Add(definition, await DefinitionTagsAsync(definition, cancel)) };
        if (needs.Task is { } task)
            facts = facts with { Tags = facts.Tags.Add(task, await TaskTagsAsync(task, target, cancel)) };
        foreach (var group in needs.Health)
            facts = facts with { Healthy = facts.Healthy.Add(group, await HealthyAsync(group, cancel)) };
        if (!needs.Unused.IsEmpty)
            facts = facts with { InUse = await InUseAsync(needs.Unused, cancel) };
        return needs.Rules.IsEmpty ? facts : facts with { Rules = await RulesAsync(needs.Rules, cancel) };
    }

    public async Task<ImmutableArray<Amazon.ElasticLoadBalancingV2.Model.Rule>> RulesAsync(ImmutableArray<string> arns, CancellationToken cancel) =>
        [.. (await elb.DescribeRulesAsync(new DescribeRulesRequest { RuleArns = [.. arns] }, cancel)).Rules ?? []];

    private async Task<Pair<FreshService?>> ServicesAsync(Names names, CancellationToken cancel)
    {
        var answer = await ecs.DescribeServicesAsync(
            new DescribeServicesRequest
            {
                Cluster = names.Cluster,
                Services = [.. names.EcsServices],
                Include = [ServiceField.TAGS],
            },
            cancel);
        return new Pair<Colour>(Colour.Blue, Colour.Green).Select(colour =>
            !(names.Single && colour == Colour.Green)
            && (answer.Services ?? []).FirstOrDefault(service => service.ServiceName == names.EcsService(colour) && service.Status != "INACTIVE") is { } found
                ? new FreshService(found.ServiceArn, found.DesiredCount ?? 0, found.RunningCount ?? 0, Map(found.Tags)) { Live = found }
                : null);
    }

    private async Task<ImmutableDictionary<string, IReadOnlyDictionary<string, string>>> OwnersAsync(ImmutableArray<string> arns, CancellationToken cancel)
    {
        var answer = await elb.DescribeTagsAsync(new DescribeTagsRequest { ResourceArns = [.. arns] }, cancel);
        return (answer.TagDescriptions ?? []).ToImmutableDictionary(
            description => description.ResourceArn,
            description => (IReadOnlyDictionary<string, string>)(description.Tags ?? []).ToDictionary(tag => tag.Key, tag => tag.Value ?? ""));
    }

    private async Task<IReadOnlyDictionary<string, string>> DefinitionTagsAsync(string arn, CancellationToken cancel) =>
        Map((await ecs.DescribeTaskDefinitionAsync(new DescribeTaskDefinitionRequest { TaskDefinition = arn, Include = [TaskDefinitionField.TAGS] }, cancel)).Tags);

    private async Task<IReadOnlyDictionary<string, string>> TaskTagsAsync(string arn, Target target, CancellationToken cancel)
    {
        var answer = await ecs.DescribeTasksAsync(new DescribeTasksRequest { Cluster = target.Names.Cluster, Tasks = [arn], Include = [TaskField.TAGS] }, cancel);
        return Map(answer.Tasks?.FirstOrDefault()?.Tags);
    }

    private async Task<ImmutableArray<string>> InUseAsync(ImmutableArray<string> groups, CancellationToken cancel) =>
    [
        .. ((await elb.DescribeTargetGroupsAsync(new DescribeTargetGroupsRequest { TargetGroupArns = [.. groups] }, cancel)).TargetGroups ?? [])
            .Where(group => group.LoadBalancerArns is { Count: > 0 }).Select(group => group.TargetGroupArn),
    ];

    private async Task<int> HealthyAsync(string group, CancellationToken cancel)
    {
        var answer = await elb.DescribeTargetHealthAsync(new DescribeTargetHealthRequest { TargetGroupArn = group }, cancel);
        return (answer.TargetHealthDescriptions ?? []).Count(target => target.TargetHealth?.State == TargetHealthStateEnum.Healthy);
    }

    private static Dictionary<string, string> Map(List<Amazon.ECS.Model.Tag>? tags) => (tags ?? []).ToDictionary(tag => tag.Key, tag => tag.Value ?? "");
}
