using System.Collections.Immutable;
using Publican.Observed;
using Publican.Planning;
using Publican.Tests.Rollouts;

namespace Publican.Tests.Planning;

/// <summary>What was written against what is shown: a default that ECS filled in is no difference, a change is.</summary>
public sealed class SettingsDiffTests
{
    [Theory]
    [InlineData("enableExecuteCommand", "false", null)]
    [InlineData("propagateTags", "\"NONE\"", null)]
    [InlineData("placementConstraints", "[]", null)]
    [InlineData("placementConstraints", "[]", "[]")]
    [InlineData("deploymentConfiguration", """{"maximumPercent":200}""", """{"maximumPercent":200,"minimumHealthyPercent":100,"strategy":"ROLLING","alarms":{"enable":false}}""")]
    [InlineData("networkConfiguration", """{"awsvpcConfiguration":{"subnets":["a","b"]}}""", """{"awsvpcConfiguration":{"subnets":["b","a"],"assignPublicIp":"DISABLED"}}""")]
    [InlineData("capacityProviderStrategy", """[{"capacityProvider":"FARGATE_SPOT","weight":3},{"capacityProvider":"FARGATE","base":1}]""", """[{"capacityProvider":"FARGATE","base":1,"weight":0},{"capacityProvider":"FARGATE_SPOT","weight":3,"base":0}]""")]
    [InlineData("placementStrategy", """[{"type":"spread","field":"instanceId"},{"type":"binpack","field":"memory"}]""", """[{"type":"spread","field":"instanceId"},{"type":"binpack","field":"memory"}]""")]
    [InlineData("healthCheckGracePeriodSeconds", "0", null)]
    [InlineData("x", "\"DISABLED\"", null)]
    [InlineData("x", "\"\"", null)]
    public void What_ecs_fills_in_or_orders_otherwise_is_no_difference(string member, string wanted, string? found) => Assert.Empty(Of(member, wanted, found));

    [Theory]
    [InlineData("enableExecuteCommand", "false", "true", "false", "true")]
    [InlineData("enableExecuteCommand", "true", null, "true", "none")]
    [InlineData("propagateTags", "\"NONE\"", "\"SERVICE\"", "NONE", "SERVICE")]
    [InlineData("placementConstraints", "[]", """[{"type":"distinctInstance"}]""", "none", "type=distinctInstance")]
    [InlineData("placementStrategy", """[{"type":"spread","field":"a"},{"type":"spread","field":"b"}]""", """[{"type":"spread","field":"b"},{"type":"spread","field":"a"}]""", "type=spread field=a, type=spread field=b", "type=spread field=b, type=spread field=a")]
    [InlineData("deploymentConfiguration", """{"deploymentCircuitBreaker":{"enable":true,"rollback":false},"maximumPercent":200}""", """{"deploymentCircuitBreaker":{"enable":false,"rollback":false},"maximumPercent":200,"strategy":"ROLLING"}""",
        "deploymentCircuitBreaker.(enable=true rollback=false) maximumPercent=200", "deploymentCircuitBreaker.(enable=false rollback=false) maximumPercent=200")]
    [InlineData("networkConfiguration", """{"awsvpcConfiguration":{"subnets":["a","a"]}}""", """{"awsvpcConfiguration":{"subnets":["a","b"]}}""", "awsvpcConfiguration.(subnets=a, a)", "awsvpcConfiguration.(subnets=a, b)")]
    [InlineData("placementStrategy", """[{"type":"spread","field":"a"},{"type":"spread","field":"b"}]""", """[{"type":"spread","field":"a"},{"type":"spread","field":"c"}]""", "type=spread field=a, type=spread field=b", "type=spread field=a, type=spread field=c")]
    [InlineData("networkConfiguration", """{"awsvpcConfiguration":{"subnets":["a"]}}""", null, "awsvpcConfiguration.(subnets=a)", "none")]
    public void A_change_is_named_by_what_was_written(string member, string wanted, string? found, string shownWanted, string shownFound) =>
        Assert.Equal(new SettingOff(member, wanted, shownWanted, shownFound), Assert.Single(Of(member, wanted, found)));

    [Fact]
    public void Of_a_service_that_was_not_read_whole_nothing_differs() =>
        Assert.Empty(SettingsDiff.Of(WantedSettings.Of(Sample.Target("h1:old")), ImmutableSortedDictionary<string, string>.Empty));

    [Fact]
    public void Settings_of_a_target_group_are_told_by_field()
    {
        var wanted = Sample.Target("h1:old").GroupSettings;
        Assert.Empty(GroupDiff.Of(wanted, wanted with { }));
        Assert.Equal([("healthCheck", "/health every 0.5s within 0.4s, 2 good, 3 bad", "/other every 0.5s within 0.4s, 2 good, 3 bad, codes 0"), ("deregistrationDelay", "2s", "300s")],
            GroupDiff.Of(wanted, wanted with { Path = "/other", GrpcCodes = "0", DeregistrationDelay = TimeSpan.FromMinutes(5) }).AsEnumerable()); // xunit v2, which ./dev mutate needs, compares the arrays themselves by reference
    }

    private static ImmutableArray<SettingOff> Of(string member, string wanted, string? found)
    {
        var shown = ImmutableSortedDictionary<string, string>.Empty.Add("other", "1");
        return SettingsDiff.Of(ImmutableSortedDictionary<string, string>.Empty.Add(member, wanted), found is null ? shown : shown.Add(member, found));
    }
}
