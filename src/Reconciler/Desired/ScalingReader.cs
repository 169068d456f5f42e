using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Cronos;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Reads <c>spec.scaling</c>: a range for the number of tasks, what moves it, and schedules with other ranges.</summary>
internal static partial class ScalingReader
{
    private const string CronExpected = "five fields of cron: minute, hour, day of month, month and day of week, such as \"0 17 * * FRI\"";
    private const string ZoneExpected = "the IANA name of a time zone, such as Europe/London";
    private const string TargetExpected = "one of cpu, memory and requests, such as {cpu: 60}";
    private static readonly DateTime AnyTime = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly Kind<int?> Count = Kinds.Whole(1, 1000);

    private static readonly Key<double?> Cpu = Key.Of("cpu", Kinds.Number(1, 100), "Percent of the processors that tasks are given.").Optional();
    private static readonly Key<double?> Memory = Key.Of("memory", Kinds.Number(1, 100), "Percent of the memory that tasks are given.").Optional();
    private static readonly Key<double?> Requests = Key.Of("requests", Kinds.Number(1, 1_000_000), "Requests a minute and task. Not with the strategy rolling: nobody counts them.").Optional();
    private static readonly KeySet TargetKeys = new KeySet(Cpu, Memory, Requests).OneKeyOnly();

    private static readonly Key<string?> Name = Key.Of("name", Kinds.Text("a name of 1 to 32 lower-case letters, digits and hyphens, such as friday", NameForm()), "For people.");
    private static readonly Key<string?> Cron = Key.Of("cron", Kinds.Text(CronExpected, CronProblem, CronForm()), "When it begins, on the wall clock of its time zone: minute, hour, day of month, month, day of week.");
    private static readonly Key<string?> Zone = Key.Of("timezone", Kinds.Text(ZoneExpected, ZoneProblem, ZoneForm()), "Whose wall clock cron means.");
    private static readonly Key<TimeSpan?> For = Key.Of("for", Kinds.Duration(_ => Limits.Schedule), "How long it lasts.");
    private static readonly Key<int?> ItsMin = Key.Of("min", Count, "At least so many tasks while it lasts.").Optional();
    private static readonly Key<int?> ItsMax = Key.Of("max", Count, "At most so many tasks while it lasts.").Optional();
    private static readonly KeySet ScheduleKeys = new KeySet(Name, Cron, Zone, For, ItsMin, ItsMax).AtLeast(ItsMin, ItsMax);

    private static readonly Key<int?> Min = Key.Of("min", Count, "At least so many tasks; what a first release starts with.");
    private static readonly Key<int?> Max = Key.Of("max", Count, "At most so many tasks.");

    private static readonly Key<Field> Target = Key.Of(
        "target", new Kind<Field>((field, _) => field, style => TargetKeys.Schema(style)), "The metric that is kept near a value by more or fewer tasks.");

    private static readonly Key<ImmutableArray<Field>> Schedules = Key.Of(
        "schedules",
        Kinds.Maps("a list of schedules, such as [{name: friday, cron: \"0 17 * * FRI\", timezone: Europe/London, for: 6h, min: 6}]", ScheduleKeys),
        "Other ranges, each for some of the time. Of those that last, the highest min and the highest max count.");

    public static readonly KeySet Keys = new(Min, Max, Target, Schedules);

    /// <returns>Of use only when no error was recorded.</returns>
    public static ScalingSpec Read(Field field, Limits limits, Strategy strategy)
    {
        var scaling = new MapReader(field, Keys, limits);
        var (min, max) = (scaling.Get(Min), scaling.Get(Max));
        if (min > max) scaling[Min].Error($"{min} is above max, which is {max}: no number of tasks would do");
        return new ScalingSpec(min.GetValueOrDefault(), max.GetValueOrDefault(), TargetOf(scaling[Target], limits, strategy))
        {
            Schedules = All(scaling.Get(Schedules), limits, min, max),
        };
    }

    private static ScalingTargetSpec TargetOf(Field field, Limits limits, Strategy strategy)
    {
        var target = new MapReader(field, TargetKeys, limits);
        if (strategy == Strategy.Rolling && target.Has(Requests))
            target[Requests].Error("are counted by a load balancer, and a service of the strategy rolling has none; use cpu or memory");
        var given = TargetKeys.Known.Where(target.Has).Select(key => key.Name).ToList();
        if (field.IsAbsent) field.Error($"is missing; expected {TargetExpected}");
        else if (field.Node is YamlMapping && given.Count != 1) field.Error($"expected {TargetExpected}, but found {(given.Count == 0 ? "none of them" : string.Join(" and ", given))}");
        var (cpu, memory, requests) = (target.Get(Cpu), target.Get(Memory), target.Get(Requests));
        return target.Has(Memory) ? new(ScalingMetric.Memory, memory.GetValueOrDefault())
            : target.Has(Requests) ? new(ScalingMetric.Requests, requests.GetValueOrDefault())
            : new(ScalingMetric.Cpu, cpu.GetValueOrDefault());
    }

    private static ImmutableArray<ScheduleSpec> All(ImmutableArray<Field> items, Limits limits, int? min, int? max)
    {
        var schedules = ImmutableArray.CreateBuilder<ScheduleSpec>();
        foreach (var item in items)
        {
            var schedule = One(item, limits, min, max);
            if (schedule.Name.Length > 0 && schedules.Any(other => other.Name == schedule.Name)) item.Child(Name.Name).Error($"there is a schedule {schedule.Name} already");
            schedules.Add(schedule);
        }

        return schedules.ToImmutable();
    }

    private static ScheduleSpec One(Field item, Limits limits, int? serviceMin, int? serviceMax)
    {
        var schedule = new MapReader(item, ScheduleKeys, limits);
        var (min, max) = (schedule.Get(ItsMin), schedule.Get(ItsMax));
        if (item.Node is YamlMapping && !schedule.Has(ItsMin) && !schedule.Has(ItsMax)) item.Error("needs min, max or both: else it changes nothing");
        else if ((min ?? serviceMin) > (max ?? serviceMax))
        {
            var (low, high) = (min is null ? $"the service's min of {serviceMin}" : $"min {min}", max is null ? $"the service's max of {serviceMax}" : $"max {max}");
            schedule[schedule.Has(ItsMin) ? ItsMin : ItsMax].Error($"{low} is above {high}: no number of tasks would do while it lasts");
        }

        return new ScheduleSpec(schedule.Get(Name) ?? "", schedule.Get(Cron) ?? "", schedule.Get(Zone) ?? "", schedule.Get(For).GetValueOrDefault(), min, max);
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
