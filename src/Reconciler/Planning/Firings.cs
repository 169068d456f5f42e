using Cronos;
using Publican.Desired;

namespace Publican.Planning;

/// <summary>
/// When a CronJob is to run: a function of its schedule and two moments alone, so no firing can be missed, whoever was away and whatever the clock did.
/// </summary>
/// <remarks>
/// A firing is a time on the wall clock of its zone. One that the clock jumps over when it is put forward is the moment of the jump, and one that comes
/// twice when it is put back is the first of the two; a schedule of intervals (every five minutes, every hour) goes on through both hours.
/// </remarks>
public static class Firings
{
    /// <summary>The newest firing after one moment, up to and including another; null when there is none.</summary>
    public static DateTimeOffset? Newest(CronSpec spec, DateTimeOffset after, DateTimeOffset now)
    {
        var (cron, zone) = Of(spec);

        // In steps back that grow: a schedule may fire every minute, or on one day of a leap year.
        for (var back = TimeSpan.FromHours(1); ; back *= 8)
        {
            var from = now - after < back ? after : now - back;
            if (from < now && cron.GetOccurrences(from, now, zone, fromInclusive: false, toInclusive: true).Select(firing => (DateTimeOffset?)firing.ToUniversalTime()).LastOrDefault() is { } newest)
                return newest;
            if (from <= after)
                return null;
        }
    }

    /// <summary>The first firing after a moment; null when there is none any more.</summary>
    public static DateTimeOffset? Next(CronSpec spec, DateTimeOffset after)
    {
        var (cron, zone) = Of(spec);
        return cron.GetNextOccurrence(after, zone)?.ToUniversalTime();
    }

    private static (CronExpression Cron, TimeZoneInfo Zone) Of(CronSpec spec) => (CronExpression.Parse(spec.Schedule), TimeZoneInfo.FindSystemTimeZoneById(spec.TimeZone));
}
