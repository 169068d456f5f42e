using CsCheck;
using Publican.Desired;
using Publican.Planning;
using Publican.Tests.Rollouts;

namespace Publican.Tests.Planning;

public sealed class EffectiveRangeTests
{
    private static readonly ScheduleSpec Friday = new("friday", "0 17 * * FRI", "Europe/London", TimeSpan.FromHours(6), 6, null);

    [Theory]
    [InlineData("2026-07-03T15:59:00Z", 2, 10, "2026-07-03T16:00:00Z")] // 17:00 in London is 16:00 in summer,
    [InlineData("2026-07-03T16:00:00Z", 6, 10, "2026-07-03T22:00:00Z")]
    [InlineData("2026-07-03T21:59:59Z", 6, 10, "2026-07-03T22:00:00Z")]
    [InlineData("2026-07-03T22:00:00Z", 2, 10, "2026-07-10T16:00:00Z")]
    [InlineData("2026-01-02T16:59:59Z", 2, 10, "2026-01-02T17:00:00Z")] // and 17:00 in winter.
    [InlineData("2026-01-02T17:00:00Z", 6, 10, "2026-01-02T23:00:00Z")]
    public void A_schedule_lasts_from_its_time_on_the_wall_clock_for_its_duration(string now, int min, int max, string until) =>
        Assert.Equal((min, max, (DateTimeOffset?)At(until)), Told(EffectiveRange.Of(Scaling(Friday), At(now))));

    [Fact]
    public void Without_schedules_the_range_is_always_the_same() =>
        Assert.Equal((2, 10, (DateTimeOffset?)null), Told(EffectiveRange.Of(Scaling(), At("2026-07-03T15:59:00Z"))));

    [Theory]
    [InlineData("2026-03-29T00:59:59Z", 2)] // In London 01:30 does not exist that night: the clock goes from 01:00 to 02:00.
    [InlineData("2026-03-29T01:00:00Z", 6)]
    [InlineData("2026-03-29T01:09:59Z", 6)]
    [InlineData("2026-03-29T01:10:00Z", 2)]
    [InlineData("2026-10-25T00:29:59Z", 2)] // Here 01:30 comes twice, at 00:30 and 01:30 UTC: the first one counts.
    [InlineData("2026-10-25T00:30:00Z", 6)]
    [InlineData("2026-10-25T00:40:00Z", 2)]
    [InlineData("2026-10-25T01:30:00Z", 2)]
    public void A_time_that_is_jumped_over_is_the_jump_and_one_that_comes_twice_is_the_first(string now, int min) =>
        Assert.Equal(min, EffectiveRange.Of(Scaling(Friday with { Cron = "30 1 * * *", For = TimeSpan.FromMinutes(10) }), At(now)).Min);

    [Fact]
    public void Six_hours_are_six_hours_in_the_night_when_the_clock_is_put_back() =>
        Assert.Equal((6, 10, (DateTimeOffset?)At("2026-10-25T05:00:00Z")), Told(EffectiveRange.Of(Scaling(Friday with { Cron = "0 0 25 10 *" }), At("2026-10-25T04:59:00Z"))));

    [Fact]
    public void Of_schedules_that_overlap_the_highest_of_each_counts()
    {
        var quiet = new ScheduleSpec("quiet", "0 0 * * *", "UTC", TimeSpan.FromHours(24), 1, 3);
        var range = EffectiveRange.Of(Scaling(Friday, quiet), At("2026-01-02T18:00:00Z"));
        Assert.Equal((6, 10), (range.Min, range.Max));
        Assert.Equal((1, 3), (EffectiveRange.Of(Scaling(quiet), At("2026-01-02T18:00:00Z")) is var alone ? (alone.Min, alone.Max) : default));
    }

    /// <summary>Minute by minute over the nights when clocks change, against an oracle that walks the wall clock.</summary>
    [Fact]
    public void Every_minute_has_the_range_that_walking_the_wall_clock_finds() =>
        Assert.All((from zone in OneOf("Europe/London", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu", "UTC")
                    from change in OneOf("2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z", "2026-03-08T07:00:00Z", "2026-11-01T06:00:00Z", "2026-04-04T15:00:00Z", "2026-10-03T15:30:00Z")
                    from minute in Gen.OneOf(Gen.Int[0, 59].Select(value => FormattableString.Invariant($"{value}")), OneOf("*/15", "0,30", "*/7"))
                    from hour in Gen.OneOf(Gen.Int[0, 23].Select(value => FormattableString.Invariant($"{value}")), OneOf("*", "1-3", "*/6"))
                    from lasts in Gen.OneOf(Gen.Int[1, 90], Gen.Int[60, 1500])
                    from second in Gen.Bool
                    select (Zone: zone, Change: At(change), Cron: $"{minute} {hour} * * *", Lasts: TimeSpan.FromMinutes(lasts), Second: second))
        .Draw(24), drawn =>
        {
            var one = new ScheduleSpec("one", drawn.Cron, drawn.Zone, drawn.Lasts, 6, null);
            var other = new ScheduleSpec("other", "20 1 * * *", drawn.Zone, TimeSpan.FromHours(3), 4, 20);
            var scaling = drawn.Second ? Scaling(one, other) : Scaling(one);
            var oracle = scaling.Schedules.Select(schedule => (Schedule: schedule, Firings: FiringsAround(drawn.Change, schedule))).ToList();
            EffectiveRange? held = null;
            for (var now = drawn.Change - TimeSpan.FromHours(5); now < drawn.Change + TimeSpan.FromHours(5); now += TimeSpan.FromMinutes(1))
            {
                var lasting = oracle.Where(item => item.Firings.Any(firing => firing <= now && now < firing + item.Schedule.For)).Select(item => item.Schedule).ToList();
                var (min, max) = lasting.Count == 0 ? (2, 10) : (lasting.Max(schedule => schedule.Min!.Value), lasting.Max(schedule => schedule.Max ?? 10));
                var range = EffectiveRange.Of(scaling, now);
                Assert.Equal((now, min, max), (now, range.Min, range.Max));
                Assert.True(range.Until > now, $"{now:O}: the next change is at {range.Until:O}");
                if (held is not null && now < held.Until)
                    Assert.Equal((held.Min, held.Max, held.Until), Told(range));
                held = range;
            }
        });

    /// <summary>Walks the clock minute by minute: what a person would see on the wall.</summary>
    private static List<DateTimeOffset> FiringsAround(DateTimeOffset change, ScheduleSpec schedule)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(schedule.TimeZone);
        var (minutes, hours) = (Values(schedule.Cron.Split(' ')[0], 60), Values(schedule.Cron.Split(' ')[1], 24));
        var firings = new List<DateTimeOffset>();
        DateTime? furthest = null;
        for (var now = change - TimeSpan.FromHours(48); now < change + TimeSpan.FromHours(12); now += TimeSpan.FromMinutes(1))
        {
            var wall = TimeZoneInfo.ConvertTime(now, zone).DateTime;

            // Minutes that the clock jumped over fire at the jump; those it has shown already do not fire again.
            for (var passed = furthest?.AddMinutes(1) ?? wall; passed <= wall; passed = passed.AddMinutes(1))
            {
                if (minutes.Contains(passed.Minute) && hours.Contains(passed.Hour)) firings.Add(now);
            }

            if (furthest is null || wall > furthest) furthest = wall;
        }

        return firings;
    }

    private static HashSet<int> Values(string field, int count) => field switch
    {
        "*" => [.. Enumerable.Range(0, count)],
        ['*', '/', .. var step] => [.. Enumerable.Range(0, count).Where(value => value % int.Parse(step, null) == 0)],
        _ when field.Split('-') is [var from, var to] => [.. Enumerable.Range(int.Parse(from, null), int.Parse(to, null) - int.Parse(from, null) + 1)],
        _ => [.. field.Split(',').Select(value => int.Parse(value, null))],
    };

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static ScalingSpec Scaling(params ScheduleSpec[] schedules) => new(2, 10, new ScalingTargetSpec(ScalingMetric.Cpu, 60)) { Schedules = [.. schedules] };

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);

    private static (int, int, DateTimeOffset?) Told(EffectiveRange range) => (range.Min, range.Max, range.Until);
}
