using System.Collections.Immutable;

namespace Publican.Observed;

/// <summary>
/// Where tasks of a revision run. It is part of the revision, and a task definition cannot hold it: so it stands in its tags, and a
/// rolling service that goes back to a revision goes back to its network, too.
/// </summary>
public sealed record TaskNetwork(ImmutableArray<string> Subnets, ImmutableArray<string> SecurityGroups)
{
    private const int TagLimit = 256;

    /// <summary>Ten subnets with AWS's ids; more can be written nowhere.</summary>
    public bool FitsTags => Text(Subnets).Length <= TagLimit && Text(SecurityGroups).Length <= TagLimit;

    public IEnumerable<KeyValuePair<string, string>> ToTags() => [new(OwnerTags.Subnets, Text(Subnets)), new(OwnerTags.SecurityGroups, Text(SecurityGroups))];

    public static TaskNetwork? Parse(IReadOnlyDictionary<string, string> tags) =>
        tags.TryGetValue(OwnerTags.Subnets, out var subnets) && tags.TryGetValue(OwnerTags.SecurityGroups, out var groups)
            ? new TaskNetwork(List(subnets), List(groups))
            : null;

    public bool Equals(TaskNetwork? other) => other is not null && Subnets.SequenceEqual(other.Subnets) && SecurityGroups.SequenceEqual(other.SecurityGroups);

    public override int GetHashCode() => HashCode.Combine(Subnets.Length, SecurityGroups.Length);

    private static string Text(ImmutableArray<string> ids) => string.Join(' ', ids);

    private static ImmutableArray<string> List(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}
