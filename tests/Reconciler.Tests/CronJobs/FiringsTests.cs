using Publican.Planning;
using static Publican.Tests.CronJobs.JobScene;

namespace Publican.Tests.CronJobs;

/// <summary>Firings on the wall clock, daylight saving included.</summary>
public sealed class FiringsTests
{
    [Theory]
    [InlineData("0 3 * * *", "UTC", "2026-01-01T00:00:00Z", "2026-01-01T03:00:00Z")]
    [InlineData("0 3 * * *", "Europe/London", "2026-07-01T00:00:00Z", "2026-07-01T02:00:00Z")]

    // The clock is put forward from 01:00 to 02:00 on 29 March 2026: what stands in the gap fires at its end.
    [InlineData("30 1 * * *", "Europe/London", "2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z")]

    // It is put back from 02:00 to 01:00 on 25 October 2026: once, in the first of the two hours.
    [InlineData("30 1 * * *", "Europe/London", "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("30 1 * * *", "Europe/London", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]

    // A schedule of intervals goes on through both.
    [InlineData("*/30 * * * *", "Europe/London", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z")]
    [InlineData("*/30 * * * *", "Europe/London", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z")]
    [InlineData("0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z")]
    public void The_next_firing_is_found_on_the_clock_of_the_zone(string cron, string zone, string after, string next) =>
        Assert.Equal(Time(next), Firings.Next(Hourly with { Schedule = cron, TimeZone = zone }, Time(after)));

    [Theory]
    [InlineData("2026-01-02T03:00:00Z", "2026-01-02T03:59:59Z", null)]
    [InlineData("2026-01-02T02:59:59Z", "2026-01-02T03:00:00Z", "2026-01-02T03:00:00Z")]
    [InlineData("2020-01-01T00:00:00Z", "2026-01-02T03:15:00Z", "2026-01-02T03:00:00Z")]
    [InlineData("2026-01-02T03:15:00Z", "2026-01-02T02:00:00Z", null)]
    public void The_newest_firing_is_found_however_long_nobody_looked(string after, string now, string? newest) =>
        Assert.Equal(newest is null ? null : Time(newest), Firings.Newest(Hourly, Time(after), Time(now)));

    [Fact]
    public void A_schedule_of_leap_days_is_found_as_well() =>
        Assert.Equal(Time("2024-02-29T00:00:00Z"), Firings.Newest(Hourly with { Schedule = "0 0 29 2 *" }, Time("2020-03-01T00:00:00Z"), Time("2026-01-01T00:00:00Z")));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
