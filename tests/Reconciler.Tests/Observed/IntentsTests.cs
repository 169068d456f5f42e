using Publican.Observed;

namespace Publican.Tests.Observed;

public sealed class IntentsTests
{
    [Fact]
    public void Every_verb_is_read_back_as_it_was_written()
    {
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var written = Enum.GetValues<Verb>()
            .Select(verb => new Intent(verb, verb == Verb.Suspend ? null : "h1:1", verb == Verb.Promote ? 50 : null, "ann", at) { To = verb == Verb.Rollback ? "h1:0" : null })
            .ToList();

        var read = IntentList.Parse(IntentList.Write(written));

        Assert.Equal(written, read.All);
        Assert.Empty(read.Problems);
    }

    [Fact]
    public void The_newest_of_a_kind_counts_and_only_for_its_revision()
    {
        var intents = IntentList.Parse("""
            [{"verb":"retry","revision":"h1:1","at":"2026-01-02T03:04:05Z","by":"old"},
             {"verb":"retry","revision":"h1:1","at":"2026-01-02T03:04:06Z","by":"new"}]
            """);

        Assert.Equal("new", intents.For(Verb.Retry, "h1:1")!.By);
        Assert.Null(intents.For(Verb.Retry, "h1:2"));
        Assert.Null(intents.For(Verb.Abort, "h1:1"));
    }

    [Theory]
    [InlineData("not json", "not a JSON list")]
    [InlineData("{}", "not a JSON list")]
    [InlineData("""[{"verb":"promote","revision":"h1:1"}]""", "names no step")]
    [InlineData("""[{"verb":"promote","revision":"h1:1","step":100}]""", "from 1 to 99")]
    [InlineData("""[{"verb":"abort"}]""", "names no revision")]
    [InlineData("""[{"verb":"pause","revision":7}]""", "names no revision")]
    [InlineData("""[{"verb":"retry","revision":"h1:1"}]""", "no 'at'")]
    [InlineData("""[{"verb":"abort","revision":"h1:1","at":"soon"}]""", "no time")]
    [InlineData("""[{"verb":"rollback","revision":"h1:1"}]""", "names no revision to go back to")]
    [InlineData("""[{"verb":"explode","revision":"h1:1"}]""", "not known")]
    [InlineData("[{}]", "needs a verb")]
    [InlineData("[null]", "needs a verb")]
    public void What_is_not_understood_touches_nothing_and_is_said(string json, string problem)
    {
        var intents = IntentList.Parse(json);

        Assert.Empty(intents.All);
        Assert.Contains(problem, Assert.Single(intents.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_is_wrong_does_not_take_the_others_away() =>
        Assert.NotNull(IntentList.Parse("""[{"verb":"explode"},{"verb":"suspend"}]""").Suspend);
}
