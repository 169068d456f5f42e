using LocalCloud.Elb;
using LocalCloud.Traffic;
using Microsoft.AspNetCore.Http;

namespace LocalCloud.Tests.Traffic;

public class RuleMatcherTests
{
    [Fact]
    public void All_conditions_must_hold_and_one_value_of_each_is_enough()
    {
        var matcher = new RuleMatcher([new PathPatternCondition(["/beers", "/beers/*"]), new RequestMethodCondition(["GET", "HEAD"])]);

        Assert.True(matcher.Matches(Request("GET", "/beers/7")));
        Assert.True(matcher.Matches(Request("HEAD", "/beers")));
        Assert.False(matcher.Matches(Request("POST", "/beers")));
        Assert.False(matcher.Matches(Request("GET", "/health")));
    }

    [Fact]
    public void A_header_condition_looks_at_every_value_of_the_header_in_any_case()
    {
        var matcher = new RuleMatcher([new HttpHeaderCondition("X-Publican-Preview", ["beer-api.*"])]);
        var request = Request("GET", "/");
        Assert.False(matcher.Matches(request));

        request.Headers["x-publican-preview"] = new(["other", "BEER-API.token"]);
        Assert.True(matcher.Matches(request));
    }

    [Fact]
    public void A_host_condition_ignores_case()
    {
        var matcher = new RuleMatcher([new HostHeaderCondition(["*.example.com"])]);

        Assert.True(matcher.Matches(Request("GET", "/") with { Host = "API.Example.com" }));
        Assert.False(matcher.Matches(Request("GET", "/") with { Host = "example.com" }));
    }

    [Theory]
    [InlineData("version=v1", true)]
    [InlineData("a=b&VERSION=V1", true)]
    [InlineData("version=v2", false)]
    [InlineData("x=beta", true)]
    [InlineData("", false)]
    public void A_query_condition_looks_at_every_pair(string query, bool matches)
    {
        var matcher = new RuleMatcher([new QueryStringCondition([new QueryPair("version", "v1"), new QueryPair(null, "bet?")])]);

        Assert.Equal(matches, matcher.Matches(Request("GET", "/") with { Query = query }));
    }

    [Fact]
    public void No_conditions_match_everything() => Assert.True(new RuleMatcher([]).Matches(Request("PURGE", "/any")));

    private static RequestFacts Request(string method, string path) => new(method, "beers.local", path, "", new HeaderDictionary());
}
