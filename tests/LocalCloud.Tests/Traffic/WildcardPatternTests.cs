using LocalCloud.Traffic;

namespace LocalCloud.Tests.Traffic;

public class WildcardPatternTests
{
    [Theory]
    [InlineData("/*", "/", true)]
    [InlineData("/*", "/beers/7", true)]
    [InlineData("/beers", "/beers/7", false)]
    [InlineData("/beers/?", "/beers/7", true)]
    [InlineData("/beers/?", "/beers/", false)]
    [InlineData("*.example.com", "api.example.com", true)]
    [InlineData("*.example.com", "example.com", false)]
    [InlineData("a*b*c", "a-b-b-c", true)]
    [InlineData("a*b*c", "a-b-b-c-", false)]
    [InlineData("**", "", true)]
    [InlineData("?", "", false)]
    [InlineData("\\*", "*", true)]
    [InlineData("\\*", "x", false)]
    [InlineData("a\\?b", "a?b", true)]
    public void A_star_is_any_text_and_a_question_mark_one_character(string pattern, string text, bool matches) =>
        Assert.Equal(matches, new WildcardPattern(pattern, ignoreCase: false).Matches(text));

    [Fact]
    public void Case_matters_only_where_it_should()
    {
        Assert.False(new WildcardPattern("/Beers", ignoreCase: false).Matches("/beers"));
        Assert.True(new WildcardPattern("API.example.COM", ignoreCase: true).Matches("api.EXAMPLE.com"));
    }
}
