using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>What becomes of services that left the desired state.</summary>
/// <param name="After">How long one must have been gone.</param>
/// <param name="AtMost">Percent of all services that may be gone at once.</param>
public sealed record PruneSpec(TimeSpan After, int AtMost);

/// <summary>Reads <c>spec.prune</c> of an environment.</summary>
internal static class PruneReader
{
    private static readonly Key<TimeSpan?> After = Key.Of("after", Kinds.Duration(limits => limits.PruneAfter), "How long a service must have been gone from the files before it is deleted.")
        .Or(limits => limits.Default(TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(2)));

    private static readonly Key<int?> AtMost = Key.Of("atMost", Kinds.Whole(1, 99), "Percent of the environment's services that may be gone at once; where more are, nothing is deleted without a person.").Or(25);

    public static readonly KeySet Keys = new(After, AtMost);

    public static PruneSpec? Read(Field field, Limits limits)
    {
        if (field.IsAbsent)
            return null;
        var prune = new MapReader(field, Keys, limits);
        return new PruneSpec(prune.Get(After).GetValueOrDefault(), prune.Get(AtMost).GetValueOrDefault());
    }
}
