using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using LocalCloud.Tests.Support;

namespace LocalCloud.Tests.Protocols;

/// <summary>Requests that no client would send: broken, huge, of the wrong kind. Each gets an answer that an AWS client can read, and the region lives on.</summary>
public sealed class FuzzTests : IAsyncLifetime
{
    private const int Seed = 20261123;

    private static readonly (string Target, string Body)[] Json =
    [
        ("AmazonEC2ContainerServiceV20141113.RegisterTaskDefinition", """{"family":"web","networkMode":"awsvpc","cpu":"256","memory":"512","containerDefinitions":[{"name":"main","image":"web:1","essential":true,"portMappings":[{"containerPort":80}],"environment":[{"name":"A","value":"b"}],"dependsOn":[],"healthCheck":{"command":["CMD","true"],"interval":5}}],"tags":[{"key":"k","value":"v"}]}"""),
        ("AmazonEC2ContainerServiceV20141113.CreateService", """{"cluster":"c","serviceName":"web","taskDefinition":"web","desiredCount":2,"networkConfiguration":{"awsvpcConfiguration":{"subnets":["s"]}},"deploymentConfiguration":{"maximumPercent":200}}"""),
        ("AmazonEC2ContainerServiceV20141113.ListTasks", """{"cluster":"c","maxResults":10,"nextToken":"abc"}"""),
        ("AmazonSSM.PutParameter", """{"Name":"/a/b","Value":"x","Type":"String","Overwrite":true,"AllowedPattern":".*"}"""),
        ("GraniteServiceVersion20100801.GetMetricData", """{"StartTime":1700000000,"EndTime":1700000060,"MetricDataQueries":[{"Id":"q","MetricStat":{"Period":60,"Stat":"Sum","Metric":{"Namespace":"AWS/ApplicationELB","MetricName":"RequestCount","Dimensions":[]}}}]}"""),
        ("AnyScaleFrontendService.RegisterScalableTarget", """{"ServiceNamespace":"ecs","ResourceId":"service/c/web","ScalableDimension":"ecs:service:DesiredCount","MinCapacity":1,"MaxCapacity":2,"SuspendedState":{"DynamicScalingInSuspended":true},"Tags":{"k":"v"}}"""),
        ("AnyScaleFrontendService.PutScalingPolicy", """{"ServiceNamespace":"ecs","ResourceId":"service/c/web","ScalableDimension":"ecs:service:DesiredCount","PolicyName":"p","PolicyType":"TargetTrackingScaling","TargetTrackingScalingPolicyConfiguration":{"TargetValue":60,"PredefinedMetricSpecification":{"PredefinedMetricType":"ECSServiceAverageCPUUtilization"},"ScaleInCooldown":60}}"""),
        ("AnyScaleFrontendService.DescribeScalableTargets", """{"ServiceNamespace":"ecs","ResourceIds":["service/c/web"],"ScalableDimension":"ecs:service:DesiredCount","MaxResults":5,"NextToken":"abc"}"""),
        ("AmazonSQS.CreateQueue", """{"QueueName":"q","Attributes":{"VisibilityTimeout":"30","Policy":"{}"},"tags":{}}"""),
        ("AmazonSQS.ReceiveMessage", """{"QueueUrl":"http://127.0.0.1/000000000000/other","MaxNumberOfMessages":10,"VisibilityTimeout":1,"AttributeNames":["All"]}"""),
        ("AmazonSQS.DeleteMessageBatch", """{"QueueUrl":"http://127.0.0.1/000000000000/q","Entries":[{"Id":"1","ReceiptHandle":"YSAx"},{"Id":"2","ReceiptHandle":""}]}"""),
        ("AWSEvents.PutRule", """{"Name":"r","EventPattern":"{\"source\":[\"aws.ecs\",{\"prefix\":\"aws.\"}],\"detail\":{\"a\":[1,null,true]}}","State":"ENABLED","EventBusName":"default","Tags":[]}"""),
        ("AWSEvents.PutTargets", """{"Rule":"r","Targets":[{"Id":"1","Arn":"arn:aws:sqs:eu-west-1:000000000000:q","DeadLetterConfig":{}}]}"""),
        ("Logs_20140328.GetLogEvents", """{"logGroupName":"g","logStreamName":"s","limit":5,"startFromHead":true}"""),
    ];

    private static readonly string[] Forms =
    [
        "Action=CreateTargetGroup&Version=2015-12-01&Name=blue&Protocol=HTTP&Port=80&VpcId=vpc-1&TargetType=ip&HealthCheckPath=%2Fhealth&Matcher.HttpCode=200-299",
        "Action=CreateRule&Version=2015-12-01&ListenerArn=arn&Priority=1&Conditions.member.1.Field=path-pattern&Conditions.member.1.Values.member.1=%2F*&Actions.member.1.Type=forward&Actions.member.1.ForwardConfig.TargetGroups.member.1.Weight=1",
        "Action=PutMetricAlarm&Version=2010-08-01&AlarmName=a&Namespace=AWS%2FApplicationELB&MetricName=RequestCount&Statistic=Sum&Period=60&EvaluationPeriods=1&Threshold=1&ComparisonOperator=GreaterThanThreshold",
        "Action=GetCallerIdentity&Version=2011-06-15",
    ];

    private TestRegion _region = null!;

    public async ValueTask InitializeAsync() => _region = await TestRegion.StartAsync();

    public ValueTask DisposeAsync() => _region.DisposeAsync();

    [Fact]
    public async Task Mutated_requests_are_answered_in_AWSs_words_and_never_with_a_fault_of_our_own()
    {
        var random = new Random(Seed);
        for (var round = 0; round < 10_000; round++)
        {
            if (round % 3 == 0)
            {
                var form = Mutate(Encoding.UTF8.GetBytes(Forms[random.Next(Forms.Length)]), random);
                await ExpectAwsAnswerAsync(new ByteArrayContent(form), "application/x-www-form-urlencoded", target: null, $"round {round}");
                continue;
            }

            var (target, body) = Json[random.Next(Json.Length)];
            await ExpectAwsAnswerAsync(new ByteArrayContent(Mutate(Encoding.UTF8.GetBytes(body), random)), "application/x-amz-json-1.1", target, $"round {round}");
        }

        await _region.Ecs("ListClusters", new { });
    }

    [Fact]
    public async Task Every_member_may_have_every_wrong_type()
    {
        JsonNode?[] wrong = [null, JsonValue.Create("text"), JsonValue.Create(-1), JsonValue.Create(1e300), JsonValue.Create(true), new JsonObject { ["x"] = 1 }, new JsonArray(1, null, "a")];
        foreach (var (target, body) in Json)
        {
            foreach (var path in ((JsonObject)JsonNode.Parse(body)!).Select(member => member.Key))
            {
                foreach (var value in wrong)
                {
                    var changed = (JsonObject)JsonNode.Parse(body)!;
                    changed[path] = value?.DeepClone();
                    await ExpectAwsAnswerAsync(new StringContent(changed.ToJsonString()), "application/x-amz-json-1.1", target, $"{target} {path}={value}");
                }
            }
        }
    }

    [Theory]
    [InlineData("deep nesting")]
    [InlineData("invalid UTF-8")]
    [InlineData("half a surrogate pair")]
    [InlineData("a huge number")]
    [InlineData("a thousand indices")]
    [InlineData("a hole in the indices")]
    [InlineData("a path through a value")]
    [InlineData("a long name")]
    [InlineData("nothing")]
    public async Task What_no_mutation_finds(string what)
    {
        var json = what switch
        {
            "deep nesting" => [.. Enumerable.Repeat((byte)'[', 100_000)],
            "invalid UTF-8" => [.. "{\"family\":\""u8, 0xFF, 0xC0, 0x80, .. "\"}"u8],
            "half a surrogate pair" => Encoding.UTF8.GetBytes("""{"family":"\ud800","\udc00":1}"""),
            "a huge number" => Encoding.UTF8.GetBytes("{\"desiredCount\":" + new string('9', 10_000) + "}"),
            _ => Array.Empty<byte>(),
        };
        var form = what switch
        {
            "a thousand indices" => string.Join('&', Enumerable.Range(1, 1000).Select(index => $"Names.member.{index}=x")),
            "a hole in the indices" => "Names.member.1=a&Names.member.2000000000=b&Names.member.-1=c&Names.member.x=d",
            "a path through a value" => "Names=a&Names.member.1=b&Names.member.1.Deeper=c",
            "a long name" => $"{new string('n', 50_000)}=1",
            _ => "",
        };

        await ExpectAwsAnswerAsync(new ByteArrayContent(json), "application/x-amz-json-1.1", Json[0].Target, what);
        await ExpectAwsAnswerAsync(
            new StringContent($"Action=DescribeTargetGroups&Version=2015-12-01&{form}"), "application/x-www-form-urlencoded", target: null, what);
    }

    [Fact]
    public async Task A_body_above_a_megabyte_is_refused_in_both_protocols()
    {
        var huge = new byte[(1024 * 1024) + 1];
        Array.Fill(huge, (byte)'a');
        foreach (var (type, target) in new[] { ("application/x-amz-json-1.1", Json[0].Target), ("application/x-www-form-urlencoded", null) })
        {
            var status = await ExpectAwsAnswerAsync(new ByteArrayContent(huge), type, target, type, asksFirst: true);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        }
    }

    private static byte[] Mutate(byte[] body, Random random)
    {
        var bytes = body.ToList();
        for (var change = random.Next(1, 4); change > 0 && bytes.Count > 2; change--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveRange(at, Math.Min(random.Next(1, 12), bytes.Count - at)); break;
                case 2: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at))); break;
                case 3: bytes.RemoveRange(at, bytes.Count - at); break;
                case 4: bytes.InsertRange(at, "99999999999999999999"u8.ToArray()); break;
                default: bytes.Insert(at, "{}[]\":,&=%.\0"u8[random.Next(12)]); break;
            }
        }

        return [.. bytes];
    }

    private async Task<HttpStatusCode> ExpectAwsAnswerAsync(HttpContent content, string type, string? target, string what, bool asksFirst = false)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = content };

        // Whoever sends all of it at once may find the connection closed before the answer is read.
        request.Headers.ExpectContinue = asksFirst;
        if (target is not null) request.Headers.Add("X-Amz-Target", target);
        request.Headers.TryAddWithoutValidation("Authorization", Traffic.LocalRegion.Signature);
        using var answer = await _region.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var code = target is null ? CodeOf(XElement.Parse(text)) : (string?)JsonNode.Parse(text)!["__type"];
        Assert.True(answer.IsSuccessStatusCode == (code is null), $"{what}: {answer.StatusCode} with the code {code}");
        Assert.False((int)answer.StatusCode >= 500, $"{what}: {text}");
        return answer.StatusCode;
    }

    private static string? CodeOf(XElement answer) =>
        answer.Name.LocalName == "ErrorResponse" ? answer.Descendants().First(element => element.Name.LocalName == "Code").Value : null;
}
