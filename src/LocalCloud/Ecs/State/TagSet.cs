using System.Collections.Immutable;
using LocalCloud.Ecs.Messages;
using LocalCloud.Protocols;

namespace LocalCloud.Ecs.State;

/// <summary>The tags of one resource. Every change is checked against AWS's rules.</summary>
internal sealed record TagSet(ImmutableSortedDictionary<string, string> Items)
{
    private const string Error = "InvalidParameterException";

    public static TagSet Empty { get; } = new(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    public IReadOnlyList<Tag> Shape => [.. Items.Select(tag => new Tag(tag.Key, tag.Value))];

    /// <exception cref="AwsException">InvalidParameterException: a tag AWS would refuse.</exception>
    public static TagSet Of(IEnumerable<Tag>? tags) => Empty.With(tags ?? []);

    /// <exception cref="AwsException">InvalidParameterException: a tag AWS would refuse, or more than 50 in all.</exception>
    public TagSet With(IEnumerable<Tag> tags)
    {
        var added = tags.ToList();
        TagRules.Check(Error, added.Select(tag => KeyValuePair.Create(tag.Key, tag.Value)));
        var all = Items.SetItems(added.Select(tag => KeyValuePair.Create(tag.Key!, tag.Value ?? "")));
        return all.Count <= TagRules.MaxTags
            ? new TagSet(all)
            : throw new AwsException(Error, $"The resource would have {all.Count} tags; at most {TagRules.MaxTags} are allowed");
    }

    public TagSet Without(IEnumerable<string> keys) => new(Items.RemoveRange(keys));

    /// <summary>What ECS itself adds when managed tags are on: these may begin with aws:.</summary>
    public TagSet WithManaged(string key, string value) => new(Items.SetItem(key, value));

    public TagSet Over(TagSet below) => new(below.Items.SetItems(Items));
}
