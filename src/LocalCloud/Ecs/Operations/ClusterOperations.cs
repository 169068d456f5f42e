using System.Text.RegularExpressions;
using LocalCloud.Ecs.Messages;
using LocalCloud.Ecs.State;
using LocalCloud.Protocols;

namespace LocalCloud.Ecs.Operations;

internal sealed partial class ClusterOperations(EcsState state)
{
    public CreateClusterResponse Create(CreateClusterRequest request)
    {
        var name = request.ClusterName ?? "default";
        if (!Name().IsMatch(name))
            throw EcsErrors.Invalid($"Cluster name '{name}' is not valid: up to 255 letters, digits, hyphens and underscores are allowed");
        Unsupported.Refuse(
            request, "CreateCluster", "configuration", "capacityProviders", "defaultCapacityProviderStrategy", "serviceConnectDefaults");
        var tags = TagSet.Of(request.Tags);
        lock (state.Gate)
        {
            // AWS answers with the cluster that is there already.
            if (!state.Clusters.ContainsKey(name)) state.Clusters.Add(name, new Cluster(name, state.ArnOf("cluster/" + name), tags));
            return new CreateClusterResponse(Show(state.Clusters[name], withTags: true));
        }
    }

    public CreateClusterResponse Delete(DeleteClusterRequest request)
    {
        lock (state.Gate)
        {
            var cluster = state.RequireCluster(request.Cluster ?? throw EcsErrors.Invalid("Cluster cannot be empty."));
            if (state.Services.Values.Any(service => service.Key.Cluster == cluster.Name && service.Status != "INACTIVE"))
                throw new AwsException("ClusterContainsServicesException", "The Cluster cannot be deleted while Services are active.");
            if (state.Tasks.Values.Any(task => task.Cluster == cluster.Name && !task.IsStopped))
                throw new AwsException("ClusterContainsTasksException", "The Cluster cannot be deleted while Tasks are active.");
            state.Clusters.Remove(cluster.Name);
            return new CreateClusterResponse(Show(cluster, withTags: true) with { Status = "INACTIVE" });
        }
    }

    public DescribeClustersResponse Describe(DescribeClustersRequest request)
    {
        var wanted = request.Clusters ?? ["default"];
        if (wanted.Count > 100) throw EcsErrors.Invalid($"Clusters must have at most 100 members, got {wanted.Count}");
        var withTags = request.Include?.Contains("TAGS") == true;
        lock (state.Gate)
        {
            var found = wanted.Select(name => (name, cluster: Find(name))).ToList();
            return new DescribeClustersResponse(
                [.. found.Where(pair => pair.cluster is not null).Select(pair => Show(pair.cluster!, withTags))],
                [.. found.Where(pair => pair.cluster is null).Select(pair => new Failure(
                    pair.name.StartsWith("arn:", StringComparison.Ordinal) ? pair.name : state.ArnOf("cluster/" + pair.name), "MISSING"))]);
        }
    }

    public ListClustersResponse List(ListClustersRequest request)
    {
        lock (state.Gate)
        {
            var (page, next) = EcsPage.Of(state.Clusters.Values, cluster => cluster.Name, request.MaxResults, request.NextToken);
            return new ListClustersResponse([.. page.Select(cluster => cluster.Arn)], next);
        }
    }

    private Cluster? Find(string nameOrArn) =>
        state.Clusters.Values.FirstOrDefault(cluster => cluster.Name == nameOrArn || cluster.Arn == nameOrArn);

    private ClusterShape Show(Cluster cluster, bool withTags)
    {
        var tasks = state.Tasks.Values.Where(task => task.Cluster == cluster.Name).ToList();
        return new ClusterShape(
            cluster.Arn,
            cluster.Name,
            "ACTIVE",
            RegisteredContainerInstancesCount: 0,
            RunningTasksCount: tasks.Count(task => task.IsRunning),
            PendingTasksCount: tasks.Count(task => task.IsPending),
            ActiveServicesCount: state.Services.Values.Count(service => service.Key.Cluster == cluster.Name && service.IsActive),
            Tags: withTags ? cluster.Tags.Shape : null);
    }

    [GeneratedRegex(@"^[a-zA-Z0-9_-]{1,255}\z")]
    private static partial Regex Name();
}
