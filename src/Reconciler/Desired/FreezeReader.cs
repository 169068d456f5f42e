using System.Collections.Immutable;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Reads <c>spec.freezes</c> of an environment or a service: when no rollout begins.</summary>
internal static class FreezeReader
{
    private static readonly Key<TimeSpan?> For = RecurrenceReader.For(Limits.Freeze);

    private static readonly Key<bool?> Overrun = Key.Of("overrun", Kinds.Flag, "Whether a rollout that is under way when it begins goes on; with false its weight rises no further while it lasts.").Or(true);

    public static readonly KeySet Keys = new(RecurrenceReader.Name, RecurrenceReader.Cron, RecurrenceReader.Zone, For, Overrun);

    public static readonly Kind<ImmutableArray<Field>> Kind = Kinds.Maps("a list of freezes, such as [{name: weekend, cron: \"0 16 * * FRI\", timezone: Europe/London, for: 64h}]", Keys);

    /// <returns>Of use only when no error was recorded.</returns>
    public static ImmutableArray<FreezeSpec> Read(ImmutableArray<Field> items, Limits limits)
    {
        ImmutableArray<FreezeSpec> freezes = [.. items.Select(item => One(new MapReader(item, Keys, limits)))];
        RecurrenceReader.CheckNames(items.Zip(freezes, (item, freeze) => (item, freeze.Name)), "freeze");
        return freezes;
    }

    private static FreezeSpec One(MapReader freeze) => new(
        freeze.Get(RecurrenceReader.Name) ?? "", freeze.Get(RecurrenceReader.Cron) ?? "", freeze.Get(RecurrenceReader.Zone) ?? "", freeze.Get(For).GetValueOrDefault(), freeze.Get(Overrun) ?? true);
}
