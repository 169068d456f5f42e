using System.Text.Json;
using LocalCloud.EventBridge;
using LocalCloud.Protocols;

namespace LocalCloud.Tests.EventBridge;

public sealed class PatternTests
{
    private const string Event = """
        {"source":"aws.ecs","detail-type":"ECS Task State Change","resources":["arn:aws:ecs:eu-west-1:1:service/c/web"],
         "detail":{"group":"service:web","version":4,"stopped":null,"up":true,"containers":[{"name":"main"},{"name":"side"}]}}
        """;

    [Theory]
    [InlineData("""{"source":["aws.ecs"]}""", true)]
    [InlineData("""{"source":["aws.ssm","aws.ecs"]}""", true)]
    [InlineData("""{"source":["aws.ssm"]}""", false)]
    [InlineData("""{"source":["aws.ecs"],"detail-type":["ECS Service Action"]}""", false)]
    [InlineData("""{"resources":[{"prefix":"arn:aws:ecs:eu-west-1:1:service/c/"}]}""", true)]
    [InlineData("""{"resources":[{"prefix":"arn:aws:ecs:eu-west-1:1:service/d/"}]}""", false)]
    [InlineData("""{"detail":{"group":[{"prefix":"service:"}]}}""", true)]
    [InlineData("""{"detail":{"group":["Service:web"]}}""", false)]
    [InlineData("""{"detail":{"version":[4]}}""", true)]
    [InlineData("""{"detail":{"version":[4.0]}}""", false)]
    [InlineData("""{"detail":{"version":["4"]}}""", false)]
    [InlineData("""{"detail":{"stopped":[null],"up":[true]}}""", true)]
    [InlineData("""{"detail":{"missing":[null]}}""", false)]
    [InlineData("""{"detail":{"containers":{"name":["side"]}}}""", true)]
    [InlineData("""{"detail":{"containers":{"name":["none"]}}}""", false)]
    [InlineData("""{"detail":["aws.ecs"]}""", false)]
    public void A_pattern_takes_what_has_all_its_fields_with_one_of_their_values(string pattern, bool matches)
    {
        using var json = JsonDocument.Parse(Event);
        Assert.Equal(matches, EventPattern.Parse(pattern).Matches(json.RootElement));
    }

    [Theory]
    [InlineData("[]", "Filter is not an object")]
    [InlineData("{}", "Empty objects are not allowed")]
    [InlineData("{", "Event pattern is not valid")]
    [InlineData("""{"source":"aws.ecs"}""", "\"source\" must be an object or an array")]
    [InlineData("""{"source":[]}""", "Empty arrays are not allowed")]
    [InlineData("""{"detail":{"a":[{"anything-but":"x"}]}}""", "LocalCloud does not support anything-but at \"detail.a\"")]
    [InlineData("""{"detail":{"a":[{"exists":true}]}}""", "LocalCloud does not support exists")]
    [InlineData("""{"$or":[{"source":["x"]}]}""", "LocalCloud does not support $or")]
    [InlineData("""{"detail":{"a":[{"prefix":{"equals-ignore-case":"x"}}]}}""", "LocalCloud does not support a prefix that is no text")]
    public void Another_pattern_is_refused_by_name(string pattern, string says)
    {
        var error = Assert.Throws<AwsException>(() => EventPattern.Parse(pattern));
        Assert.Equal("InvalidEventPatternException", error.Code);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }
}
