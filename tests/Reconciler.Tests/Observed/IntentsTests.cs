using Publican.Observed;

namespace Publican.Tests.Observed;

public sealed class IntentsTests
{
    [Fact]
    public void Suspend_and_abort_are_understood()
    {
        var intents = OutputsReader.ParseIntents("""[{"verb":"suspend","by":"me"},{"verb":"abort","revision":"h1:1"}]""");
        Assert.True(intents.Suspended);
        Assert.Equal("h1:1", intents.AbortRevision);
        Assert.Empty(intents.Problems);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("""[{"verb":"promote"}]""")]
    [InlineData("""[{"verb":"abort"}]""")]
    [InlineData("""[{}]""")]
    public void What_is_not_understood_touches_nothing_and_is_said(string json)
    {
        var intents = OutputsReader.ParseIntents(json);
        Assert.Equal((false, null), (intents.Suspended, intents.AbortRevision));
        Assert.Single(intents.Problems);
    }
}
