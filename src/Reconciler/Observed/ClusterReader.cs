using System.Collections.Immutable;
using Amazon.ECS;
using Amazon.ECS.Model;
using Publican.Aws;

namespace Publican.Observed;

/// <summary>Reads the ECS services of many apps in few calls: DescribeServices takes ten names, tags included.</summary>
public sealed class ClusterReader(AwsClients aws, TaskDefinitionReader definitions, TimeProvider clock)
{
    private const int Batch = 10;

    public async Task<IReadOnlyDictionary<string, Fact<Pair<EcsService?>>>> ReadAsync(
        string environment, string cluster, IReadOnlyCollection<string> apps, CancellationToken cancel)
    {
        var facts = new Dictionary<string, Fact<Pair<EcsService?>>>(StringComparer.Ordinal);
        foreach (var chunk in apps.Chunk(Batch / 2))
        {
            var read = await Reading.TryAsync(clock, "DescribeServices", () => DescribeAsync(environment, cluster, chunk, cancel), cancel);
            foreach (var app in chunk)
                facts[app] = read.Known ? Fact<Pair<EcsService?>>.Of(read.Value![app], read.At) : Fact<Pair<EcsService?>>.Failed(read.Error!, read.At);
        }

        return facts;
    }

    /// <summary>Apps of this environment that exist in the cluster, whether they are desired or not.</summary>
    public async Task<IReadOnlySet<string>> ListAppsAsync(string environment, string cluster, CancellationToken cancel)
    {
        var arns = new List<string>();
        string? token = null;
        do
        {
            var page = await aws.Ecs.ListServicesAsync(new ListServicesRequest { Cluster = cluster, MaxResults = 100, NextToken = token }, cancel);
            arns.AddRange(page.ServiceArns ?? []);
            token = page.NextToken;
        }
        while (token is not null);

        var apps = new HashSet<string>(StringComparer.Ordinal);
        foreach (var chunk in arns.Chunk(Batch))
        {
            var page = await aws.Ecs.DescribeServicesAsync(
                new DescribeServicesRequest { Cluster = cluster, Services = [.. chunk], Include = [ServiceField.TAGS] }, cancel);
            foreach (var tags in (page.Services ?? []).Where(service => service.Status != "INACTIVE").Select(service => TagsOf(service.Tags)))
            {
                if (tags.GetValueOrDefault(OwnerTags.Environment) == environment && tags.GetValueOrDefault(OwnerTags.Service) is { } app)
                    apps.Add(app);
            }
        }

        return apps;
    }

    private async Task<Dictionary<string, Pair<EcsService?>>> DescribeAsync(string environment, string cluster, string[] apps, CancellationToken cancel)
    {
        var names = apps.Select(app => new Names(environment, cluster, app)).ToList();
        var answer = await aws.Ecs.DescribeServicesAsync(
            new DescribeServicesRequest
            {
                Cluster = cluster,
                Services = [.. names.SelectMany(name => new[] { name.EcsService(Colour.Blue), name.EcsService(Colour.Green) })],
                Include = [ServiceField.TAGS],
            },
            cancel);

        // A service that was deleted stays visible as INACTIVE for a while; it is as good as absent.
        var services = (answer.Services ?? []).Where(service => service.Status != "INACTIVE").ToDictionary(service => service.ServiceName);
        var result = new Dictionary<string, Pair<EcsService?>>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            result[name.Service] = new(
                await MapAsync(name, services.GetValueOrDefault(name.EcsService(Colour.Blue)), cancel),
                await MapAsync(name, services.GetValueOrDefault(name.EcsService(Colour.Green)), cancel));
        }

        return result;
    }

    private async Task<EcsService?> MapAsync(Names names, Service? service, CancellationToken cancel)
    {
        if (service is null)
            return null;
        var deployments = service.Deployments ?? [];
        var primary = deployments.FirstOrDefault(deployment => deployment.Status == "PRIMARY");
        var definitionArn = primary?.TaskDefinition ?? service.TaskDefinition;
        var definition = await definitions.GetAsync(definitionArn, cancel);
        var tags = TagsOf(service.Tags);
        return new EcsService
        {
            Arn = service.ServiceArn,
            Name = service.ServiceName,
            Ours = tags.GetValueOrDefault(OwnerTags.Service) == names.Service && tags.GetValueOrDefault(OwnerTags.Environment) == names.Environment,
            Status = service.Status,
            TaskDefinitionArn = definitionArn,
            Revision = definition.Revision,
            Image = definition.Image,
            Desired = service.DesiredCount ?? 0,
            Running = service.RunningCount ?? 0,
            Pending = service.PendingCount ?? 0,
            Primary = new Deployment(
                primary?.Id ?? "",
                primary?.RolloutState?.Value ?? "IN_PROGRESS",
                primary?.RolloutStateReason,
                new DateTimeOffset((primary?.CreatedAt ?? service.CreatedAt ?? DateTime.UnixEpoch).ToUniversalTime()),
                primary?.FailedTasks ?? 0),
            Deployments = deployments.Count,
            TargetGroupArn = service.LoadBalancers?.FirstOrDefault()?.TargetGroupArn,
            Tags = tags,
        };
    }

    private static ImmutableSortedDictionary<string, string> TagsOf(List<Tag>? tags) =>
        (tags ?? []).ToImmutableSortedDictionary(tag => tag.Key, tag => tag.Value ?? "", StringComparer.Ordinal);
}
