using System.Globalization;
using Publican.Desired;
using Publican.Planning;

namespace Publican.Tests.Planning;

/// <summary>Which windows hold at a moment, and until when. How cron and time zones are understood is <see cref="EffectiveRangeTests"/>'s.</summary>
public sealed class FreezeTests
{
    private static readonly FreezeSpec Weekend = new("weekend", "0 16 * * FRI", "Europe/London", TimeSpan.FromHours(64), Overrun: true);
    private static readonly FreezeSpec Sunday = new("sunday", "0 12 * * SUN", "UTC", TimeSpan.FromHours(30), Overrun: true);

    [Theory]
    [InlineData("2026-07-03T14:59:59Z", null)] // 16:00 in London is 15:00 in summer,
    [InlineData("2026-07-03T15:00:00Z", "frozen by weekend until 2026-07-06T07:00:00Z")]
    [InlineData("2026-07-06T06:59:59Z", "frozen by weekend until 2026-07-06T07:00:00Z")]
    [InlineData("2026-07-06T07:00:00Z", null)]
    [InlineData("2026-01-02T15:59:59Z", null)] // and 16:00 in winter.
    [InlineData("2026-01-02T16:00:00Z", "frozen by weekend until 2026-01-05T08:00:00Z")]
    public void A_window_holds_from_its_time_on_the_wall_clock_for_its_duration(string now, string? told) => Assert.Equal(told, Freeze.Of([Weekend], At(now))?.ToString());

    [Fact]
    public void Windows_that_meet_are_one_freeze_until_the_last_of_them_ends()
    {
        Assert.Equal("frozen by weekend, sunday until 2026-07-06T18:00:00Z", Freeze.Of([Sunday, Weekend], At("2026-07-04T00:00:00Z"))!.ToString());
        Assert.Equal("frozen by sunday until 2026-07-06T18:00:00Z", Freeze.Of([Sunday, Weekend], At("2026-07-06T12:00:00Z"))!.ToString());
    }

    [Fact]
    public void Of_windows_that_last_together_the_one_that_ends_last_counts()
    {
        FreezeSpec Of(string name, double hours) => new(name, "0 0 4 7 *", "UTC", TimeSpan.FromHours(hours), Overrun: true);
        Assert.Equal("frozen by short, long until 2026-07-04T12:00:00Z", Freeze.Of([Of("short", 1), Of("long", 12)], At("2026-07-04T00:00:00Z"))!.ToString());
    }

    [Fact]
    public void Two_that_follow_each_other_for_ever_are_both_named()
    {
        FreezeSpec Of(string name, string cron) => new(name, cron, "UTC", TimeSpan.FromHours(12), Overrun: true);
        Assert.Equal("frozen by morning, evening, without an end in sight", Freeze.Of([Of("morning", "0 0 * * *"), Of("evening", "0 12 * * *")], At("2026-07-04T01:00:00Z"))!.ToString());
    }

    [Fact]
    public void A_window_that_begins_again_before_it_ends_has_no_end_in_sight() =>
        Assert.Equal("frozen by always, without an end in sight", Freeze.Of([new FreezeSpec("always", "0 0 * * *", "UTC", TimeSpan.FromHours(24), Overrun: true)], At("2026-07-04T00:00:00Z"))!.ToString());

    [Fact]
    public void Without_windows_nothing_is_frozen() => Assert.Null(Freeze.Of([], At("2026-07-04T00:00:00Z")));

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
}
