using System.Net;
using System.Text;
using Amazon.ECS.Model;
using Amazon.Runtime;
using Publican.Actions;
using Publican.Aws;
using Publican.Observed;
using Publican.Planning;
using Publican.Tests.Rollouts;
using Task = System.Threading.Tasks.Task;

namespace Publican.Tests.Leases;

/// <summary>The check before each send, with the SDK's real pipeline around it and no network below.</summary>
public sealed class SendGateTests : IDisposable
{
    private readonly List<string> _sent = [];
    private readonly Gate _gate = new();
    private readonly AwsClients _aws;
    private Func<string, HttpResponseMessage> _answer = _ => Json("{}");

    public SendGateTests()
    {
        System.Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "test");
        System.Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "test");
        _aws = AwsClients.Create("eu-west-1", new Uri("http://127.0.0.1:1"), _gate, config => config.HttpClientFactory = new Transport(this));
    }

    [Fact]
    public async Task A_call_that_the_lease_allows_is_sent()
    {
        Assert.Equal(ActionOutcome.Done, (await WriteAsync()).Outcome);
        Assert.Equal(["RegisterTaskDefinition"], _sent);
        Assert.Equal([new Sending(Purpose.Change, 7)], _gate.Asked);
    }

    [Fact]
    public async Task A_call_that_the_lease_forbids_is_not_sent_and_did_nothing()
    {
        _gate.Refuse = _ => "another instance leads";
        var result = await WriteAsync();
        Assert.Equal(ActionOutcome.Refused, result.Outcome);
        Assert.Contains("I27: another instance leads; nothing was sent", result.Error, StringComparison.Ordinal);
        Assert.Empty(_sent);
    }

    [Fact]
    public async Task A_repetition_by_the_SDK_is_asked_for_again_and_what_was_sent_before_it_counts_as_unclear()
    {
        _answer = _ =>
        {
            _gate.Refuse = _ => "the lease ran out";
            throw new HttpRequestException("connection reset");
        };
        Assert.Equal(ActionOutcome.Unclear, (await WriteAsync()).Outcome);
        Assert.Equal(["RegisterTaskDefinition"], _sent);
        Assert.Equal(2, _gate.Asked.Count);
    }

    [Fact]
    public async Task Reads_need_no_lease()
    {
        _gate.Refuse = _ => "another instance leads";
        await _aws.Ecs.DescribeServicesAsync(new DescribeServicesRequest { Cluster = "c", Services = ["s"] }, TestContext.Current.CancellationToken);
        Assert.Equal(["DescribeServices"], _sent);
        Assert.Empty(_gate.Asked);
    }

    [Fact]
    public async Task A_mutating_call_outside_an_action_is_not_sent()
    {
        var error = await Assert.ThrowsAsync<NotSentException>(() =>
            _aws.Ecs.TagResourceAsync(new TagResourceRequest { ResourceArn = "a", Tags = [] }, TestContext.Current.CancellationToken));
        Assert.Contains("outside an action", error.Message, StringComparison.Ordinal);
        Assert.Empty(_sent);
    }

    [Theory]
    [InlineData(0, Purpose.TrafficHome)]
    [InlineData(50, Purpose.Change)]
    public async Task The_lease_is_told_a_way_back_from_a_way_forward(int weight, Purpose purpose)
    {
        _gate.Refuse = _ => "no";
        _answer = action => action switch
        {
            "DescribeServices" => Json($$"""
                {"services": [{"serviceName": "beer-api-blue", "status": "ACTIVE", "runningCount": 2, "tags": [
                    {"key": "publican:stable", "value": "blue"}, {"key": "publican:attempt", "value": "{{Scene.Moving}}"}]}]}
                """),
            "DescribeRules" => Xml(action,
                $"<Rules><member><RuleArn>{Sample.Rule}</RuleArn><Actions><member><Type>forward</Type><ForwardConfig><TargetGroups>{Group(Sample.Blue, 90)}{Group(Sample.Green, 10)}</TargetGroups></ForwardConfig></member></Actions></member></Rules>"),
            "DescribeTags" => Xml(action,
                $"<TagDescriptions><member><ResourceArn>{Sample.Rule}</ResourceArn><Tags>{Tag(OwnerTags.Service, "beer-api")}{Tag(OwnerTags.Environment, "local")}{Tag(OwnerTags.Rule, "production")}</Tags></member></TagDescriptions>"),
            _ => Xml(action, "<TargetHealthDescriptions><member><Target><Id>10.0.0.1</Id></Target><TargetHealth><State>healthy</State></TargetHealth></member></TargetHealthDescriptions>"),
        };
        await new ActionRunner(_aws, TimeProvider.System).RunAsync(
            new PlannedAction.SetWeights(Sample.Rule, Colour.Blue, Sample.Blue, Sample.Green, 10, weight, "test"), Sample.Target("h1:new"), TestContext.Current.CancellationToken, 7);
        Assert.Equal([new Sending(purpose, 7)], _gate.Asked);
        Assert.DoesNotContain("ModifyRule", _sent);
    }

    public void Dispose() => _aws.Dispose();

    private static string Group(string arn, int weight) => $"<member><TargetGroupArn>{arn}</TargetGroupArn><Weight>{weight}</Weight></member>";

    private static string Tag(string key, string value) => $"<member><Key>{key}</Key><Value>{value}</Value></member>";

    private Task<ActionResult> WriteAsync() => new ActionRunner(_aws, TimeProvider.System).RunAsync(
        new PlannedAction.RegisterTaskDefinition("h1:new"),
        Sample.Target("h1:new"), TestContext.Current.CancellationToken, 7);

    private static HttpResponseMessage Json(string body) => new(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/x-amz-json-1.1") };

    private static HttpResponseMessage Xml(string action, string result) => new(HttpStatusCode.OK)
    {
        Content = new StringContent($"<{action}Response><{action}Result>{result}</{action}Result></{action}Response>", Encoding.UTF8, "text/xml"),
    };

    private sealed class Gate : ISendGate
    {
        public List<Sending> Asked { get; } = [];

        public Func<Sending, string?> Refuse { get; set; } = _ => null;

        public string? Refusal(Sending sending)
        {
            Asked.Add(sending);
            return Refuse(sending);
        }
    }

    private sealed class Transport(SendGateTests test) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(test));

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        private sealed class Handler(SendGateTests test) : HttpMessageHandler
        {
            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                var body = await request.Content!.ReadAsStringAsync(cancellationToken);
                var action = request.Headers.TryGetValues("X-Amz-Target", out var target)
                    ? target.Single().Split('.')[1]
                    : body.Split('&').Single(pair => pair.StartsWith("Action=", StringComparison.Ordinal))[7..];
                test._sent.Add(action);
                return test._answer(action);
            }
        }
    }
}
