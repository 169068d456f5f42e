using System.Collections.Immutable;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Reads <c>spec.scaling</c>: a range for the number of tasks, what moves it, and schedules with other ranges.</summary>
internal static class ScalingReader
{
    private const string TargetExpected = "one of cpu, memory and requests, such as {cpu: 60}";
    private static readonly Kind<int?> Count = Kinds.Whole(1, 1000);

    private static readonly Key<double?> Cpu = Key.Of("cpu", Kinds.Number(1, 100), "Percent of the processors that tasks are given.").Optional();
    private static readonly Key<double?> Memory = Key.Of("memory", Kinds.Number(1, 100), "Percent of the memory that tasks are given.").Optional();
    private static readonly Key<double?> Requests = Key.Of("requests", Kinds.Number(1, 1_000_000), "Requests a minute and task. Not with the strategy rolling: nobody counts them.").Optional();
    private static readonly KeySet TargetKeys = new KeySet(Cpu, Memory, Requests).OneKeyOnly();

    private static readonly Key<TimeSpan?> For = RecurrenceReader.For(Limits.Schedule);
    private static readonly Key<int?> ItsMin = Key.Of("min", Count, "At least so many tasks while it lasts.").Optional();
    private static readonly Key<int?> ItsMax = Key.Of("max", Count, "At most so many tasks while it lasts.").Optional();
    private static readonly KeySet ScheduleKeys = new KeySet(RecurrenceReader.Name, RecurrenceReader.Cron, RecurrenceReader.Zone, For, ItsMin, ItsMax).AtLeast(ItsMin, ItsMax);

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
        ImmutableArray<ScheduleSpec> schedules = [.. items.Select(item => One(item, limits, min, max))];
        RecurrenceReader.CheckNames(items.Zip(schedules, (item, schedule) => (item, schedule.Name)), "schedule");
        return schedules;
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

        return new ScheduleSpec(schedule.Get(RecurrenceReader.Name) ?? "", schedule.Get(RecurrenceReader.Cron) ?? "", schedule.Get(RecurrenceReader.Zone) ?? "", schedule.Get(For).GetValueOrDefault(), min, max);
    }
}
