using LocalCloud.Ecs.Messages;
using LocalCloud.Ecs.State;

namespace LocalCloud.Ecs.Operations;

/// <summary>Tags of clusters, services, tasks and task definitions, all named by ARN.</summary>
internal sealed class TagOperations(EcsState state)
{
    public EmptyResponse Tag(ResourceTagsRequest request)
    {
        var tags = request.Tags ?? throw EcsErrors.Invalid("Tags cannot be empty.");
        return Change(request, old => old.With(tags));
    }

    public EmptyResponse Untag(ResourceTagsRequest request)
    {
        var keys = request.TagKeys ?? throw EcsErrors.Invalid("Tag keys cannot be empty.");
        return Change(request, old => old.Without(keys));
    }

    public ListTagsForResourceResponse List(ResourceTagsRequest request)
    {
        var found = TagSet.Empty;
        Change(request, tags => found = tags);
        return new ListTagsForResourceResponse(found.Shape);
    }

    private EmptyResponse Change(ResourceTagsRequest request, Func<TagSet, TagSet> change)
    {
        var arn = request.ResourceArn ?? throw EcsErrors.Invalid("resourceArn cannot be empty.");
        lock (state.Gate)
        {
            if (state.Services.Values.FirstOrDefault(service => service.Arn == arn && service.Status != "INACTIVE") is { } service)
            {
                state.Services[service.Key] = service with { Tags = change(service.Tags) };
            }
            else if (state.Tasks.Values.FirstOrDefault(task => task.Arn == arn) is { } task)
            {
                state.Tasks[task.Id] = task with { Tags = change(task.Tags) };
            }
            else if (state.Clusters.Values.FirstOrDefault(cluster => cluster.Arn == arn) is { } cluster)
            {
                state.Clusters[cluster.Name] = cluster with { Tags = change(cluster.Tags) };
            }
            else if (state.FindTaskDefinition(arn) is { } definition && definition.TaskDefinitionArn == arn)
            {
                state.Families[definition.Family][definition.Revision - 1] = definition with { Tags = change(definition.Tags) };
            }
            else
            {
                throw EcsErrors.NoResource(arn);
            }
        }

        return new EmptyResponse();
    }
}
