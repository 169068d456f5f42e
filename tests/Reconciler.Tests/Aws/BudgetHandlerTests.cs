using System.Net;
using System.Text;
using Amazon.CloudWatch.Model;
using Amazon.CloudWatchLogs.Model;
using Amazon.ECS.Model;
using Amazon.ElasticLoadBalancingV2.Model;
using Amazon.Runtime;
using Amazon.SimpleSystemsManagement.Model;
using Microsoft.Extensions.Time.Testing;
using Publican.Aws;
using Task = System.Threading.Tasks.Task;

namespace Publican.Tests.Aws;

/// <summary>The SDK's real pipeline with the budget in it, and no network below.</summary>
public sealed class BudgetHandlerTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ApiBudget _budget;
    private readonly AwsClients _aws;
    private HttpStatusCode _status = HttpStatusCode.OK;
    private int _sent;

    public BudgetHandlerTests()
    {
        _budget = new ApiBudget(_clock, TimeSpan.FromSeconds(30));
        _aws = AwsClients.Create("eu-west-1", new Uri("http://127.0.0.1:1"), new Open(), config =>
        {
            config.MaxErrorRetry = 0;
            config.DefaultAWSCredentials = new BasicAWSCredentials("publican", "local");
            config.HttpClientFactory = new Transport(this);
        }, _budget);
    }

    public static TheoryData<string> Clients => ["ecs", "elasticloadbalancing", "ssm", "monitoring", "logs"];

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Every_client_waits_for_its_turn(string client)
    {
        while (_budget.Waiting(CallPriority.Sweep) == 0)
        {
            var call = CallAsync(client);
            if (await Task.WhenAny(call, WaitingAsync()) == call)
                await Record.ExceptionAsync(() => call);
        }

        var sent = _sent;
        _clock.Advance(TimeSpan.FromSeconds(2));
        await UntilAsync(() => _sent > sent);
    }

    [Fact]
    public async Task What_AWS_refuses_leaves_the_reserve_alone()
    {
        _status = HttpStatusCode.BadRequest;
        Assert.Equal("ThrottlingException", (await Assert.ThrowsAnyAsync<AmazonServiceException>(() => CallAsync("ecs"))).ErrorCode);
        _ = CallAsync("ecs");
        await UntilAsync(() => _budget.Waiting(CallPriority.Sweep) == 1);
        CallScope.Current = new CallScope(CallPriority.Rollback);
        await Assert.ThrowsAnyAsync<AmazonServiceException>(() => CallAsync("ecs"));
    }

    [Fact]
    public async Task A_write_that_does_not_get_its_turn_in_time_is_not_sent()
    {
        CallScope.Current = new CallScope(CallPriority.Rollout, _clock.GetUtcNow() + TimeSpan.FromMilliseconds(100));
        Sending.Current = new Sending(Purpose.Change, 0);
        for (var call = 0; call < 18; call++)
            await _aws.Ecs.TagResourceAsync(new TagResourceRequest { ResourceArn = "a", Tags = [] });
        var late = _aws.Ecs.TagResourceAsync(new TagResourceRequest { ResourceArn = "a", Tags = [] });
        await UntilAsync(() => _budget.Waiting(CallPriority.Rollout) == 1);

        _clock.Advance(TimeSpan.FromMilliseconds(99));
        Assert.False(late.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.False((await Assert.ThrowsAsync<NotSentException>(() => late)).MaybeDone);
        Assert.Equal(18, _sent);
    }

    public void Dispose()
    {
        _aws.Dispose();
        _budget.Dispose();
    }

    private Task CallAsync(string client) => client switch
    {
        "ecs" => _aws.Ecs.DescribeServicesAsync(new DescribeServicesRequest { Cluster = "c", Services = ["s"] }),
        "elasticloadbalancing" => _aws.LoadBalancing.DescribeRulesAsync(new DescribeRulesRequest { ListenerArn = "l" }),
        "ssm" => _aws.Parameters.GetParameterAsync(new GetParameterRequest { Name = "p" }),
        "monitoring" => _aws.Metrics.DescribeAlarmsAsync(new DescribeAlarmsRequest()),
        _ => _aws.Logs.GetLogEventsAsync(new GetLogEventsRequest { LogGroupName = "g", LogStreamName = "s" }),
    };

    private async Task WaitingAsync()
    {
        while (_budget.Waiting(CallPriority.Sweep) == 0)
            await Task.Yield();
    }

    private static async Task UntilAsync(Func<bool> fact)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!fact())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class Open : ISendGate
    {
        public string? Refusal(Sending sending) => null;
    }

    private sealed class Transport(BudgetHandlerTests test) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(test));

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
    }

    private sealed class Handler(BudgetHandlerTests test) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref test._sent);
            return Task.FromResult(new HttpResponseMessage(test._status)
            {
                Content = new StringContent(test._status == HttpStatusCode.OK ? "{}" : """{"__type":"ThrottlingException","message":"Rate exceeded"}""", Encoding.UTF8, "application/x-amz-json-1.1"),
            });
        }
    }
}
