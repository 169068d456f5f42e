using System.Text.Json.Nodes;
using LocalCloud.Ecs.Messages;
using LocalCloud.Ecs.Operations;
using LocalCloud.Protocols;

namespace LocalCloud.Ecs;

/// <summary>Elastic Container Service: names of operations to the code that carries them out.</summary>
internal sealed class EcsApi(
    ClusterOperations clusters,
    TaskDefinitionOperations definitions,
    ServiceOperations services,
    ServiceUpdates updates,
    ServiceReads serviceReads,
    TaskOperations tasks,
    TaskReads taskReads,
    TagOperations tags) : IJsonService
{
    private readonly JsonOperations _operations = new JsonOperations("ecs", isCamelCase: true)
        .Add<CreateClusterRequest, CreateClusterResponse>("CreateCluster", clusters.Create)
        .Add<DescribeClustersRequest, DescribeClustersResponse>("DescribeClusters", clusters.Describe)
        .Add<ListClustersRequest, ListClustersResponse>("ListClusters", clusters.List)
        .Add<DeleteClusterRequest, CreateClusterResponse>("DeleteCluster", clusters.Delete)
        .Add<RegisterTaskDefinitionRequest, TaskDefinitionResponse>("RegisterTaskDefinition", definitions.Register)
        .Add<TaskDefinitionRequest, TaskDefinitionResponse>("DescribeTaskDefinition", definitions.Describe)
        .Add<TaskDefinitionRequest, TaskDefinitionResponse>("DeregisterTaskDefinition", definitions.Deregister)
        .Add<DeleteTaskDefinitionsRequest, DeleteTaskDefinitionsResponse>("DeleteTaskDefinitions", definitions.Delete)
        .Add<ListFamiliesRequest, ListFamiliesResponse>("ListTaskDefinitionFamilies", definitions.ListFamilies)
        .Add<ListTaskDefinitionsRequest, ListTaskDefinitionsResponse>("ListTaskDefinitions", definitions.List)
        .Add<CreateServiceRequest, ServiceResponse>("CreateService", services.Create)
        .Add<UpdateServiceRequest, ServiceResponse>("UpdateService", updates.Update)
        .Add<DeleteServiceRequest, ServiceResponse>("DeleteService", services.Delete)
        .Add<DescribeServicesRequest, DescribeServicesResponse>("DescribeServices", serviceReads.Describe)
        .Add<ListServicesRequest, ListServicesResponse>("ListServices", serviceReads.List)
        .Add<RunTaskRequest, TasksResponse>("RunTask", tasks.Run)
        .Add<StopTaskRequest, StopTaskResponse>("StopTask", tasks.Stop)
        .Add<DescribeTasksRequest, TasksResponse>("DescribeTasks", taskReads.Describe)
        .Add<ListTasksRequest, ListTasksResponse>("ListTasks", taskReads.List)
        .Add<ResourceTagsRequest, EmptyResponse>("TagResource", tags.Tag)
        .Add<ResourceTagsRequest, EmptyResponse>("UntagResource", tags.Untag)
        .Add<ResourceTagsRequest, ListTagsForResourceResponse>("ListTagsForResource", tags.List);

    public string TargetPrefix => "AmazonEC2ContainerServiceV20141113";

    public string Name => "ecs";

    public ValueTask<JsonObject> InvokeAsync(string action, JsonObject input, CancellationToken cancel) =>
        _operations.InvokeAsync(action, input, cancel);
}
