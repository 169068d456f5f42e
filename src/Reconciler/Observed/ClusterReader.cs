using System.Collections.Immutable;
using Amazon.ECS;
using Amazon.ECS.Model;
using Publican.Aws;

namespace Publican.Observed;

/// <summary>Reads the ECS services of many apps in few calls: DescribeServices takes ten names, tags included.</summary>
public sealed class ClusterReader(AwsClients aws, TaskDefinitionReader definitions, TimeProvider clock)
{
    private const int Batch = 10;

    public async Task<IReadOnlyDictionary<string, ServicesRead>> ReadAsync(IReadOnlyCollection<Names> apps, CancellationToken cancel)
    {
        var facts = await ReadAllAsync(apps, cancel);

        // Nothing there: before something is created, it is looked for under the names of the other strategy.
        var absent = apps.Where(app => facts[app.Service].Value is { Blue: null, Green: null }).Select(app => app.OtherShape).ToList();
        var others = await ReadAllAsync(absent, cancel);
        return facts.ToDictionary(fact => fact.Key, fact => new ServicesRead(fact.Value, others.GetValueOrDefault(fact.Key, Fact<Pair<EcsService?>>.NotRead)));
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

    private async Task<Dictionary<string, Fact<Pair<EcsService?>>>> ReadAllAsync(IReadOnlyCollection<Names> apps, CancellationToken cancel)
    {
        var facts = new Dictionary<string, Fact<Pair<EcsService?>>>(StringComparer.Ordinal);
        foreach (var chunk in Packed(apps))
        {
            var read = await Reading.TryAsync(clock, "DescribeServices", () => DescribeAsync(chunk, cancel), cancel);
            foreach (var app in chunk.Select(app => app.Service))
                facts[app] = read.Known ? Fact<Pair<EcsService?>>.Of(read.Value![app], read.At) : Fact<Pair<EcsService?>>.Failed(read.Error!, read.At);
        }

        return facts;
    }

    /// <summary>As many apps as have ten ECS services together: one of strategy rolling has one.</summary>
    private static IEnumerable<Names[]> Packed(IEnumerable<Names> apps)
    {
        var (chunk, services) = (new List<Names>(), 0);
        foreach (var app in apps.OrderBy(app => app.Single))
        {
            if (services + app.EcsServices.Count > Batch)
            {
                yield return [.. chunk];
                (chunk, services) = ([], 0);
            }

            chunk.Add(app);
            services += app.EcsServices.Count;
        }

        if (chunk.Count > 0)
            yield return [.. chunk];
    }

    private async Task<Dictionary<string, Pair<EcsService?>>> DescribeAsync(Names[] names, CancellationToken cancel)
    {
        var answer = await aws.Ecs.DescribeServicesAsync(
            new DescribeServicesRequest
            {
                Cluster = names[0].Cluster,
                Services = [.. names.SelectMany(name => name.EcsServices)],
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
                name.Single ? null : await MapAsync(name, services.GetValueOrDefault(name.EcsService(Colour.Green)), cancel));
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
        var tags = TagsOf(service.Tags);

        // One that is to be adopted gets its tags while it runs: what was read before does not count.
        var isStrange = names.Adopted is not null && !tags.ContainsKey(OwnerTags.Service);
        var definition = await (isStrange ? definitions.AnewAsync(definitionArn, cancel) : definitions.GetAsync(definitionArn, cancel));
        var proven = names.Single ? ReleaseRecord.Parse(tags).Proven : null;
        return new EcsService
        {
            Arn = service.ServiceArn,
            Name = service.ServiceName,
            Ours = tags.GetValueOrDefault(OwnerTags.Service) == names.Service && tags.GetValueOrDefault(OwnerTags.Environment) == names.Environment,
            Status = service.Status,
            TaskDefinitionArn = definitionArn,
            Revision = definition.Revision,
            Image = definition.Image,
            Verdict = definition.Verdict,
            Registered = definition.Registered,
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
            TakenBackAt = names.Single ? TakenBackAt(service) : null,
            ProvenNetwork = proven is null ? null : (await definitions.GetAsync(proven.TaskDefinitionArn, cancel)).Network,
            Settings = LiveSettings.Of(service),
            TargetGroupArn = service.LoadBalancers?.FirstOrDefault()?.TargetGroupArn,
            Tags = tags,
        };
    }

    // "(service x) rolling back to deployment ecs-svc/1."; the newest of a hundred events comes first.
    private static DateTimeOffset? TakenBackAt(Service service) =>
        service.Events?.FirstOrDefault(entry => entry.Message?.Contains("rolling back to deployment", StringComparison.Ordinal) == true)?.CreatedAt is { } at
            ? new DateTimeOffset(at.ToUniversalTime())
            : null;

    private static ImmutableSortedDictionary<string, string> TagsOf(List<Tag>? tags) =>
        (tags ?? []).ToImmutableSortedDictionary(tag => tag.Key, tag => tag.Value ?? "", StringComparer.Ordinal);
}

/// <param name="OtherShape">What runs under the names of the other strategy; read only where nothing runs under the desired one's.</param>
public sealed record ServicesRead(Fact<Pair<EcsService?>> Services, Fact<Pair<EcsService?>> OtherShape);
