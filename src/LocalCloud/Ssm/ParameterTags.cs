using LocalCloud.Protocols;

namespace LocalCloud.Ssm;

/// <summary>AddTagsToResource, RemoveTagsFromResource, ListTagsForResource.</summary>
internal sealed class ParameterTags(ParameterStore store)
{
    public static void Check(IEnumerable<SsmTag> tags) =>
        TagRules.Check("ValidationException", tags.Select(tag => KeyValuePair.Create(tag.Key, tag.Value)));

    public EmptyResponse Add(TagsRequest request)
    {
        var added = request.Tags ?? throw new AwsException("ValidationException", "Tags is required");
        Check(added);
        Change(request, parameter =>
        {
            var tags = parameter.Tags.SetItems(added.Select(tag => KeyValuePair.Create(tag.Key!, tag.Value ?? "")));
            return tags.Count <= TagRules.MaxTags
                ? parameter with { Tags = tags }
                : throw new AwsException("TooManyTagsError", $"A parameter has at most {TagRules.MaxTags} tags");
        });
        return new EmptyResponse();
    }

    public EmptyResponse Remove(TagsRequest request)
    {
        var keys = request.TagKeys ?? throw new AwsException("ValidationException", "TagKeys is required");
        Change(request, parameter => parameter with { Tags = parameter.Tags.RemoveRange(keys) });
        return new EmptyResponse();
    }

    public TagsResponse List(TagsRequest request) =>
        new([.. Change(request, parameter => parameter).Tags.Select(tag => new SsmTag(tag.Key, tag.Value))]);

    private Parameter Change(TagsRequest request, Func<Parameter, Parameter> change)
    {
        if (request.ResourceType != "Parameter")
            throw new AwsException(
                "InvalidResourceType", $"LocalCloud supports tags on the ResourceType Parameter, not '{request.ResourceType}'");
        var name = request.ResourceId ?? throw new AwsException("ValidationException", "ResourceId is required");
        return store.All.ContainsKey(name)
            ? store.Change(name, change)
            : throw new AwsException("InvalidResourceId", $"There is no parameter {name}");
    }
}
