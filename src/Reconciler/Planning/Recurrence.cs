using Cronos;

namespace Publican.Planning;

/// <summary>What begins by a cron expression and lasts for a while. Asked about any moment it needs nothing but that moment, so nothing can be missed, whoever was away.</summary>
/// <remarks>
/// A firing is a time on the wall clock of its zone. One that the clock jumps over, when it is put forward, is the moment of the jump; one that comes
/// twice, when it is put back, is the first of the two.
/// </remarks>
public sealed class Recurrence(string cron, string timeZone, TimeSpan lasts)
{
    // No time zone is off by more than a day, and none changes by more than a few hours.
    private static readonly TimeSpan Slack = TimeSpan.FromHours(26);

    private readonly CronExpression _cron = CronExpression.Parse(cron);
    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);

    /// <summary>When what began last ends; null where it does not last any more. Looked for in steps back that grow, because a schedule may fire every minute and last for days.</summary>
    public DateTimeOffset? End(DateTimeOffset now)
    {
        for (var back = TimeSpan.FromHours(1); ; back *= 8)
        {
            var newest = Firings(now - back, now).Where(firing => firing <= now).Select(firing => (DateTimeOffset?)firing).LastOrDefault();
            if (newest is { } found)
                return now < found + lasts ? found + lasts : null;
            if (back > lasts)
                return null;
        }
    }

    /// <summary>When it begins next.</summary>
    public DateTimeOffset? Next(DateTimeOffset now)
    {
        for (var wall = Wall(now - Slack); _cron.GetNextOccurrence(wall) is { } firing; wall = firing)
        {
            if (Moment(firing) is var moment && moment > now)
                return moment;
        }

        return null;
    }

    /// <summary>In order; some may be earlier or later than asked for.</summary>
    private IEnumerable<DateTimeOffset> Firings(DateTimeOffset from, DateTimeOffset to) =>
        _cron.GetOccurrences(Wall(from - Slack), Wall(to + Slack), fromInclusive: true, toInclusive: true).Select(wall => Moment(wall));

    // Cron knows nothing of time zones here: it is asked on the wall clock, as if that were one without jumps.
    private DateTime Wall(DateTimeOffset moment) => DateTime.SpecifyKind(TimeZoneInfo.ConvertTime(moment, _zone).DateTime, DateTimeKind.Utc);

    private DateTimeOffset Moment(DateTime wall)
    {
        var local = DateTime.SpecifyKind(wall, DateTimeKind.Unspecified);
        if (_zone.IsInvalidTime(local))
        {
            var jump = local;
            while (_zone.IsInvalidTime(jump))
                jump = jump.AddMinutes(1);
            return new DateTimeOffset(jump, _zone.GetUtcOffset(jump)).ToUniversalTime();
        }

        // Of two moments with the same time on the clock, the one with the larger offset comes first.
        var offset = _zone.IsAmbiguousTime(local) ? _zone.GetAmbiguousTimeOffsets(local).Max() : _zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
