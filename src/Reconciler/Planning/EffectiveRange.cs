using Publican.Desired;

namespace Publican.Planning;

/// <summary>
/// How many tasks there may be at a moment: a function of the schedules and that moment alone, so nothing can be missed, whoever was away.
/// While one or more schedules last, the highest of their minima and the highest of their maxima count; else the service's own.
/// </summary>
public sealed record EffectiveRange(int Min, int Max)
{
    /// <summary>When a schedule begins or ends next: until then the range is the same. Null when none ever does.</summary>
    public DateTimeOffset? Until { get; private init; }

    public static EffectiveRange Of(ScalingSpec scaling, DateTimeOffset now)
    {
        var lasting = new List<(int Min, int Max)>();
        DateTimeOffset? until = null;
        foreach (var schedule in scaling.Schedules)
        {
            var recurrence = new Recurrence(schedule.Cron, schedule.TimeZone, schedule.For);
            until = Earlier(until, recurrence.Next(now));
            if (recurrence.End(now) is not { } end)
                continue;
            lasting.Add((schedule.Min ?? scaling.Min, schedule.Max ?? scaling.Max));
            until = Earlier(until, end);
        }

        return lasting.Count == 0
            ? new EffectiveRange(scaling.Min, scaling.Max) { Until = until }
            : new EffectiveRange(lasting.Max(range => range.Min), lasting.Max(range => range.Max)) { Until = until };
    }

    public int Clamp(int count) => Math.Clamp(count, Min, Max);

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;
}
