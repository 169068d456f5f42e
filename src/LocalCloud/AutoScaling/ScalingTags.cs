using System.Collections.Immutable;
using LocalCloud.Protocols;

namespace LocalCloud.AutoScaling;

/// <summary>Tags of scalable targets; policies have none.</summary>
internal sealed class ScalingTags(ScalingState state)
{
    /// <exception cref="AwsException">ValidationException for a wrong tag, TooManyTagsException.</exception>
    public static ImmutableSortedDictionary<string, string> With(ImmutableSortedDictionary<string, string> before, IReadOnlyDictionary<string, string?> added)
    {
        TagRules.Check(ScalingErrors.Validation, added.Select(tag => KeyValuePair.Create<string?, string?>(tag.Key, tag.Value)));
        var all = before.SetItems(added.Select(tag => KeyValuePair.Create(tag.Key, tag.Value ?? "")));
        return all.Count <= TagRules.MaxTags
            ? all
            : throw new AwsException("TooManyTagsException", $"The scalable target would have {all.Count} tags; at most {TagRules.MaxTags} are allowed");
    }

    public EmptyResponse Tag(TagResourceRequest request)
    {
        var tags = request.Tags ?? throw ScalingErrors.Missing("tags");
        return Change(request.ResourceARN, target => target with { Tags = With(target.Tags, tags) });
    }

    public EmptyResponse Untag(UntagResourceRequest request)
    {
        var keys = request.TagKeys ?? throw ScalingErrors.Missing("tagKeys");
        return Change(request.ResourceARN, target => target with { Tags = target.Tags.RemoveRange(keys.OfType<string>()) });
    }

    public ListTagsForResourceResponse List(ListTagsForResourceRequest request) => state.With(() => new ListTagsForResourceResponse(Find(request.ResourceARN).Tags));

    private EmptyResponse Change(string? arn, Func<ScalableTarget, ScalableTarget> change) => state.With(() =>
    {
        var target = Find(arn);
        state.Targets[target.ResourceId] = change(target);
        return new EmptyResponse();
    });

    private ScalableTarget Find(string? arn)
    {
        if (arn is null) throw ScalingErrors.Missing("resourceARN");
        return state.Targets.Values.FirstOrDefault(target => target.Arn == arn) ?? throw ScalingErrors.NoResource(arn);
    }
}
