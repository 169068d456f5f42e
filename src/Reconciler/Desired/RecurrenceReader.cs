using System.Text.RegularExpressions;
using Cronos;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>The keys that say when something is so, of schedules and freezes alike: a name, cron, the zone whose wall clock that means, and for how long.</summary>
internal static partial class RecurrenceReader
{
    private const string CronExpected = "five fields of cron: minute, hour, day of month, month and day of week, such as \"0 17 * * FRI\"";
    private const string ZoneExpected = "the IANA name of a time zone, such as Europe/London";
    private static readonly DateTime AnyTime = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public static readonly Key<string?> Name = Key.Of("name", Kinds.Text("a name of 1 to 32 lower-case letters, digits and hyphens, such as friday", NameForm()), "For people.");
    public static readonly Key<string?> Cron = Key.Of("cron", Kinds.Text(CronExpected, CronProblem, CronForm()), "When it begins, on the wall clock of its time zone: minute, hour, day of month, month, day of week.");
    public static readonly Key<string?> Zone = Key.Of("timezone", Kinds.Text(ZoneExpected, ZoneProblem, ZoneForm()), "Whose wall clock cron means.");

    public static Key<TimeSpan?> For(DurationRange range) => Key.Of("for", Kinds.Duration(_ => range), "How long it lasts.");

    /// <summary>Names are for people, who would take two of them for one.</summary>
    public static void CheckNames(IEnumerable<(Field Item, string Name)> all, string what)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (item, name) in all)
        {
            if (name.Length > 0 && !seen.Add(name)) item.Child(Name.Name).Error($"there is a {what} {name} already");
        }
    }

    private static string? CronProblem(string text)
    {
        var fields = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Length;
        if (fields != 5)
            return $"{FieldValues.NotExpected(CronExpected, text)}, which has {fields}{(fields == 6 ? "; there are no seconds" : "")}";
        try
        {
            return CronExpression.Parse(text).GetNextOccurrence(AnyTime) is null ? $"{Shown.Quoted(text)} names a day that never comes" : null;
        }
        catch (CronFormatException error)
        {
            return $"{FieldValues.NotExpected(CronExpected, text)}: {Shown.Sentence(error.Message)}";
        }
    }

    // IANA names only: those of Windows are understood on some machines and not on others.
    private static string? ZoneProblem(string text) => ZoneForm().IsMatch(text) && TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone) && zone.HasIanaId
        ? null
        : $"{FieldValues.NotExpected(ZoneExpected, text)}, which is not among the time zones of this machine";

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?\z")]
    private static partial Regex NameForm();

    [GeneratedRegex(@"\A[ \t]*[^ \t]+(?:[ \t]+[^ \t]+){4}[ \t]*\z")]
    private static partial Regex CronForm();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*\z")]
    private static partial Regex ZoneForm();
}
