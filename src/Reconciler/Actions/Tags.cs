using Publican.Observed;
using Publican.Planning;

namespace Publican.Actions;

/// <summary>Owner tags for create calls, in each service's own type.</summary>
internal static class Tags
{
    public static List<Amazon.ECS.Model.Tag> Ecs(Target target, Colour? colour = null) =>
        [.. All(target, colour, rule: null).Select(tag => new Amazon.ECS.Model.Tag { Key = tag.Key, Value = tag.Value })];

    /// <summary>Of a task definition: also what it was made from and, where its tasks have a network of their own, where they run.</summary>
    public static List<Amazon.ECS.Model.Tag> Definition(Target target) =>
    [
        .. Ecs(target),
        .. target.Names.Single ? target.Network.ToTags().Select(tag => new Amazon.ECS.Model.Tag { Key = tag.Key, Value = tag.Value }) : [],
        new() { Key = OwnerTags.Spec, Value = target.SpecHash },
        new() { Key = OwnerTags.Image, Value = target.Spec.Image },
    ];

    public static List<Amazon.ElasticLoadBalancingV2.Model.Tag> Elb(Target target, Colour? colour = null, string? rule = null, string? revision = null) =>
        [.. All(target, colour, rule, revision).Select(tag => new Amazon.ElasticLoadBalancingV2.Model.Tag { Key = tag.Key, Value = tag.Value })];

    public static Dictionary<string, string> Scaling(Target target, Colour colour) => new(All(target, target.Names.Single ? null : colour, rule: null));

    private static IEnumerable<KeyValuePair<string, string>> All(Target target, Colour? colour, string? rule, string? revision = null)
    {
        yield return new(OwnerTags.Service, target.Names.Service);
        yield return new(OwnerTags.Environment, target.Names.Environment);
        if (colour is { } side)
            yield return new(OwnerTags.Colour, side.Word());
        yield return new(OwnerTags.Revision, revision ?? target.Revision);
        yield return new(OwnerTags.Commit, target.Commit);
        if (rule is not null)
            yield return new(OwnerTags.Rule, rule);
    }
}
