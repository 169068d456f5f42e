using System.Collections.Immutable;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Tests.Planning;

public sealed class RetentionTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_oldest_goes_first_and_the_last_good_ones_stay()
    {
        Assert.Equal(1, Next(2, Good(1), Good(2), Good(3), Good(4)));
        Assert.Equal(2, Next(2, Good(2), Good(3), Good(4)));
        Assert.Null(Next(2, Good(3), Good(4)));
    }

    [Fact]
    public void While_fewer_are_good_than_are_kept_nothing_goes() =>
        Assert.Null(Next(2, Good(1) with { Verdict = null }, Good(2) with { Active = false }, Good(3)));

    [Fact]
    public void One_that_was_deregistered_is_still_to_be_deleted() => Assert.Equal(1, Next(1, Good(1) with { Active = false }, Good(2)));

    [Fact]
    public void What_failed_within_seven_days_stays_with_its_evidence()
    {
        Assert.Null(Next(1, Bad(1, days: 6.9), Good(2)));
        Assert.Equal(1, Next(1, Bad(1, days: 7), Good(2)));
    }

    [Fact]
    public void What_is_in_use_remembered_or_not_ours_stays()
    {
        Assert.Equal(3, Next(1, Good(1), Good(2), Good(3), Good(4), use: ["arn:1"], remember: ["h2"]));
        Assert.Null(Next(1, Good(1) with { Revision = null }, Good(2)));
    }

    [Fact]
    public void Of_two_of_one_revision_the_one_that_nobody_uses_goes()
    {
        Assert.Equal(1, Next(1, Good(1), Good(2) with { Revision = "h1" }, Good(3), remember: ["h1"]));
        Assert.Equal(2, Next(1, Good(1), Good(2) with { Revision = "h1" }, Good(3), use: ["arn:1"], remember: ["h1"]));
        Assert.Null(Next(1, Good(1), Good(2) with { Revision = "h1", Active = false }, Good(3), use: ["arn:2"], remember: ["h1"]));
        Assert.Null(Next(1, Good(1), Good(3), remember: ["h1"]));
    }

    private static int? Next(int keep, params PastRevision[] history) => Next(keep, history, [], []);

    private static int? Next(int keep, PastRevision first, PastRevision second, PastRevision? third = null, PastRevision? fourth = null, string[]? use = null, string[]? remember = null) =>
        Next(keep, [.. new[] { first, second, third, fourth }.OfType<PastRevision>()], use ?? [], remember ?? []);

    private static int? Next(int keep, PastRevision[] history, string[] use, string[] remember) =>
        Retention.Next([.. history], keep, use, remember, Now)?.Number;

    private static PastRevision Good(int number) => new($"arn:{number}", number, $"h{number}", new RevisionVerdict(null, Now), Active: true);

    private static PastRevision Bad(int number, double days) => Good(number) with { Verdict = new RevisionVerdict("alarm", Now - TimeSpan.FromDays(days)) };
}
