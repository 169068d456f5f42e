using System.Text.Json.Nodes;
using Publican.Events;

namespace Publican.Tests.Events;

public sealed class EventReaderTests
{
    private const string Cluster = "arn:aws:ecs:eu-west-1:123456789012:cluster/beers";

    [Fact]
    public void A_task_of_a_service_names_the_ECS_service() =>
        Assert.Equal([new Hint.EcsService(Cluster, "beer-api-blue")], Read(Task("service:beer-api-blue", "ecs-svc/0123456789012345678")));

    [Theory]
    [InlineData("publican/import/cron/1700000000/1", "import")]
    [InlineData("publican/import/once/h1-0a1b/0/1", "import")]
    [InlineData("publican/beer-api/h1-0a1b/before", "beer-api")]
    public void A_task_that_Publican_ran_names_what_it_was_run_for(string startedBy, string service) =>
        Assert.Equal([new Hint.OneOffTask(Cluster, service)], Read(Task("family:local-import", startedBy)));

    [Theory]
    [InlineData("family:someones", null)]
    [InlineData("family:someones", "a-person")]
    [InlineData("family:someones", "publican/")]
    public void A_task_of_others_names_nobody_and_is_no_mistake(string group, string? startedBy)
    {
        var reading = EventReader.Read(Task(group, startedBy));
        Assert.Empty(reading.Hints);
        Assert.Null(reading.Problem);
    }

    [Theory]
    [InlineData("ECS Deployment State Change")]
    [InlineData("ECS Service Action")]
    public void An_event_of_a_service_names_it_by_its_ARN(string kind) => Assert.Equal(
        [new Hint.EcsService(Cluster, "beer-api-green")],
        Read(Event("aws.ecs", kind, new JsonObject { ["eventName"] = "SERVICE_STEADY_STATE" }, "arn:aws:ecs:eu-west-1:123456789012:service/beers/beer-api-green", "arn:aws:ecs:eu-west-1:123456789012:service/old-form")));

    [Fact]
    public void A_parameter_is_named_whole() =>
        Assert.Equal([new Hint.Parameter("/publican/local/intents/beer-api")], Read(Event("aws.ssm", "Parameter Store Change", new JsonObject { ["operation"] = "Update", ["name"] = "/publican/local/intents/beer-api" })));

    public static TheoryData<string, string> Rubbish => new()
    {
        { "", "not JSON" },
        { "hello", "not JSON" },
        { "{", "not JSON" },
        { new string('[', 10_000), "not JSON" },
        { """{"source":"\ud800","detail-type":"x","detail":{}}""", "not JSON" },
        { "null", "has not the source" },
        { "[1,2]", "has not the source" },
        { """{"source":1,"detail-type":[],"detail":"x"}""", "has not the source" },
        { """{"source":"aws.ecs","detail-type":"ECS Task State Change"}""", "has not the source" },
        { """{"source":"aws.ecs","detail-type":"ECS Task State Change","detail":{}}""", "names no cluster" },
        { """{"source":"aws.ecs","detail-type":"ECS Task State Change","detail":{"clusterArn":{},"group":"service:a"}}""", "names no cluster" },
        { """{"source":"aws.ecs","detail-type":"ECS Service Action","detail":{},"resources":"arn"}""", "names no resources" },
        { """{"source":"aws.ecs","detail-type":"ECS Service Action","detail":{},"resources":[1,"x","arn:aws:ecs:r:1:task/c/t"]}""", "none of its resources" },
        { """{"source":"aws.ssm","detail-type":"Parameter Store Change","detail":{"name":7}}""", "names no parameter" },
        { """{"source":"aws.ec2","detail-type":"EC2 Instance State-change Notification","detail":{}}""", "'EC2 Instance State-change Notification' of aws.ec2 is nothing that Publican asks for" },
        { """{"source":"me","detail-type":"ECS Service Action","detail":{}}""", "is nothing that Publican asks for" },
    };

    [Theory]
    [MemberData(nameof(Rubbish))]
    public void What_nobody_should_have_sent_names_nobody_and_says_why(string body, string says)
    {
        var reading = EventReader.Read(body);
        Assert.Empty(reading.Hints);
        Assert.Contains(says, reading.Problem, StringComparison.Ordinal);
    }

    internal static string Task(string group, string? startedBy, string cluster = Cluster)
    {
        var detail = new JsonObject { ["clusterArn"] = cluster, ["group"] = group, ["lastStatus"] = "STOPPED", ["desiredStatus"] = "STOPPED" };
        if (startedBy is not null) detail["startedBy"] = startedBy;
        return Event("aws.ecs", "ECS Task State Change", detail, "arn:aws:ecs:eu-west-1:123456789012:task/beers/c13b4cb40f1f4fe4a2971f76ae5a47ad");
    }

    internal static string Event(string source, string kind, JsonObject detail, params string[] resources) => new JsonObject
    {
        ["version"] = "0", ["id"] = "3317b2af-7005-947d-b652-f55e762e571a", ["detail-type"] = kind, ["source"] = source, ["account"] = "123456789012", ["time"] = "2026-01-23T17:57:58Z",
        ["region"] = "eu-west-1", ["resources"] = new JsonArray([.. resources.Select(resource => JsonValue.Create(resource))]), ["detail"] = detail,
    }.ToJsonString();

    private static System.Collections.Immutable.ImmutableArray<Hint> Read(string body)
    {
        var reading = EventReader.Read(body);
        Assert.Null(reading.Problem);
        return reading.Hints;
    }
}
