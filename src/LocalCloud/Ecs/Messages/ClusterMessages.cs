namespace LocalCloud.Ecs.Messages;

internal sealed record CreateClusterRequest(string? ClusterName, IReadOnlyList<Tag>? Tags) : Extensible;

internal sealed record CreateClusterResponse(ClusterShape Cluster);

internal sealed record DeleteClusterRequest(string? Cluster);

internal sealed record DescribeClustersRequest(IReadOnlyList<string>? Clusters, IReadOnlyList<string>? Include);

internal sealed record DescribeClustersResponse(IReadOnlyList<ClusterShape> Clusters, IReadOnlyList<Failure> Failures);

internal sealed record ListClustersRequest(string? NextToken, int? MaxResults);

internal sealed record ListClustersResponse(IReadOnlyList<string> ClusterArns, string? NextToken);

internal sealed record ClusterShape(
    string ClusterArn,
    string ClusterName,
    string Status,
    int RegisteredContainerInstancesCount,
    int RunningTasksCount,
    int PendingTasksCount,
    int ActiveServicesCount,
    IReadOnlyList<Tag>? Tags);

internal sealed record ResourceTagsRequest(string? ResourceArn, IReadOnlyList<Tag>? Tags, IReadOnlyList<string>? TagKeys);

internal sealed record ListTagsForResourceResponse(IReadOnlyList<Tag> Tags);
