using Cronos;
using Publican.Desired;

namespace Publican.Planning;

/// <summary>
/// How many tasks there may be at a moment: a function of the schedules and that moment alone, so nothing can be missed, whoever was away.
/// While one or more schedules last, the highest of their minima and the highest of their maxima count; else the service's own.
/// </summary>
/// <remarks>
/// A firing is a time on the wall clock of its zone. One that the clock jumps over, when it is put forward, is the moment of the jump; one that comes
/// twice, when it is put back, is the first of the two.
/// </remarks>
public sealed record EffectiveRange(int Min, int Max)
{
    // No time zone is off by more than a day, and none changes by more than a few hours.
    private static readonly TimeSpan Slack = TimeSpan.FromHours(26);

    /// <summary>When a schedule begins or ends next: until then the range is the same. Null when none ever does.</summary>
    public DateTimeOffset? Until { get; private init; }

    public static EffectiveRange Of(ScalingSpec scaling, DateTimeOffset now)
    {
        var lasting = new List<(int Min, int Max)>();
        DateTimeOffset? until = null;
        foreach (var schedule in scaling.Schedules)
        {
            var (cron, zone) = (CronExpression.Parse(schedule.Cron), TimeZoneInfo.FindSystemTimeZoneById(schedule.TimeZone));
            until = Earlier(until, Next(cron, zone, now));
            if (Newest(cron, zone, schedule.For, now) is not { } begun)
                continue;
            lasting.Add((schedule.Min ?? scaling.Min, schedule.Max ?? scaling.Max));
            until = Earlier(until, begun + schedule.For);
        }

        return lasting.Count == 0
            ? new EffectiveRange(scaling.Min, scaling.Max) { Until = until }
            : new EffectiveRange(lasting.Max(range => range.Min), lasting.Max(range => range.Max)) { Until = until };
    }

    public int Clamp(int count) => Math.Clamp(count, Min, Max);

    /// <summary>The last firing that still lasts at <paramref name="now"/>. Looked for in steps back that grow, because a schedule may fire every minute and last for days.</summary>
    private static DateTimeOffset? Newest(CronExpression cron, TimeZoneInfo zone, TimeSpan lasts, DateTimeOffset now)
    {
        for (var back = TimeSpan.FromHours(1); ; back *= 8)
        {
            var newest = Firings(cron, zone, now - back, now).Where(firing => firing <= now).Select(firing => (DateTimeOffset?)firing).LastOrDefault();
            if (newest is { } found)
                return now < found + lasts ? found : null;
            if (back > lasts)
                return null;
        }
    }

    private static DateTimeOffset? Next(CronExpression cron, TimeZoneInfo zone, DateTimeOffset now)
    {
        for (var wall = Wall(zone, now - Slack); cron.GetNextOccurrence(wall) is { } firing; wall = firing)
        {
            if (Moment(zone, firing) is var moment && moment > now)
                return moment;
        }

        return null;
    }

    /// <summary>In order; some may be earlier or later than asked for.</summary>
    private static IEnumerable<DateTimeOffset> Firings(CronExpression cron, TimeZoneInfo zone, DateTimeOffset from, DateTimeOffset to) =>
        cron.GetOccurrences(Wall(zone, from - Slack), Wall(zone, to + Slack), fromInclusive: true, toInclusive: true).Select(wall => Moment(zone, wall));

    // Cron knows nothing of time zones here: it is asked on the wall clock, as if that were one without jumps.
    private static DateTime Wall(TimeZoneInfo zone, DateTimeOffset moment) => DateTime.SpecifyKind(TimeZoneInfo.ConvertTime(moment, zone).DateTime, DateTimeKind.Utc);

    private static DateTimeOffset Moment(TimeZoneInfo zone, DateTime wall)
    {
        var local = DateTime.SpecifyKind(wall, DateTimeKind.Unspecified);
        if (zone.IsInvalidTime(local))
        {
            var jump = local;
            while (zone.IsInvalidTime(jump))
                jump = jump.AddMinutes(1);
            return new DateTimeOffset(jump, zone.GetUtcOffset(jump)).ToUniversalTime();
        }

        // Of two moments with the same time on the clock, the one with the larger offset comes first.
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;
}
