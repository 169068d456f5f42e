using System.Text.RegularExpressions;
using Publican.Observed;
using Publican.Rollouts;

namespace Publican.Tests.Observed;

public sealed partial class ReleaseRecordTests
{
    private static readonly ReleaseRecord Full = ReleaseRecord.Empty with
    {
        Stable = Colour.Green,
        Attempt = new Attempt("h1:0123456789abcdef", 2, Moving: true, 1000, DateTimeOffset.FromUnixTimeSeconds(1_800_000_000)),
        Bad = [.. Enumerable.Range(0, ReleaseRecord.BadLimit).Select(n => new BadRevision($"h1:012345678{n}abcdef", Codes.Interrupted))],
        Since = new Since(100, DateTimeOffset.FromUnixTimeSeconds(1_800_000_000)),
        RetireAt = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000),
    };

    [Fact]
    public void What_is_written_is_read_again() =>
        Assert.True(ReleaseRecord.Parse(Full.ChangesFrom(ReleaseRecord.Empty)).SameAs(Full));

    [Fact]
    public void The_fullest_record_fits_tags()
    {
        foreach (var (key, value) in Full.ChangesFrom(ReleaseRecord.Empty))
        {
            Assert.InRange(value.Length, 1, 256);
            Assert.Matches(TagPattern(), value);
            Assert.Matches(TagPattern(), key);
        }
    }

    [Fact]
    public void Clearing_overwrites_instead_of_removing() =>
        Assert.Equal("-", (Full with { Attempt = null }).ChangesFrom(Full)[ReleaseRecord.AttemptKey]);

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("nonsense")]
    public void Absent_empty_cleared_and_foreign_text_read_alike(string text) =>
        Assert.Null(ReleaseRecord.Parse(new Dictionary<string, string> { [ReleaseRecord.AttemptKey] = text, [ReleaseRecord.StableKey] = text }).Attempt);

    /// <summary>Found by RecordProperties: one such tag would have stopped every pass.</summary>
    [Theory]
    [InlineData("253402300800")]
    [InlineData("9223372036854775807")]
    [InlineData("-1")]
    public void A_time_that_is_out_of_reach_of_the_calendar_reads_as_none(string text)
    {
        var tags = new Dictionary<string, string>
        {
            [ReleaseRecord.RetireAtKey] = text, [ReleaseRecord.SinceKey] = $"10@{text}", [ReleaseRecord.AttemptKey] = $"h1:new/1/armed/2/{text}", [ReleaseRecord.RetriedKey] = $"h1:new@{text}",
        };
        Assert.True(ReleaseRecord.Parse(tags).SameAs(ReleaseRecord.Empty));
    }

    [Fact]
    public void The_oldest_quarantined_revision_makes_room_for_the_newest()
    {
        var record = Full.WithBad("h1:new", Codes.HttpCheck);
        Assert.Equal(ReleaseRecord.BadLimit, record.Bad.Length);
        Assert.Equal("h1:new", record.Bad[0].Revision);
    }

    [Fact]
    public void Whole_seconds_never_make_a_hold_shorter()
    {
        var noted = ReleaseRecord.Parse((ReleaseRecord.Empty with { Since = new Since(10, DateTimeOffset.FromUnixTimeMilliseconds(1_500)) }).ChangesFrom(ReleaseRecord.Empty));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(2), noted.Since!.At);
    }

    [Fact]
    public void Names_of_target_groups_fit_thirty_two_characters()
    {
        var names = new Names("production", "cluster", "a-service-with-17");
        Assert.InRange(names.TargetGroup(Colour.Green).Length, 1, 32);
        Assert.NotEqual(names.TargetGroup(Colour.Blue), (names with { Environment = "staging" }).TargetGroup(Colour.Blue));
    }

    [Fact]
    public void The_token_of_a_job_is_as_long_as_RunTask_takes() =>
        Assert.Equal(64, JobReader.ClientToken(new Names("e", "c", "s"), "h1:0", "before").Length);

    [GeneratedRegex(@"^[A-Za-z0-9 _.:/=+@-]+$")]
    private static partial Regex TagPattern();
}
