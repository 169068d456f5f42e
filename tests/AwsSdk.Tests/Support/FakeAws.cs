using System.Collections.Concurrent;
using Amazon.ApplicationAutoScaling;
using Amazon.CloudWatch;
using Amazon.CloudWatchLogs;
using Amazon.ECR;
using Amazon.ECS;
using Amazon.ElasticLoadBalancingV2;
using Amazon.IdentityManagement;
using Amazon.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AwsSdk.Tests.Support;

/// <summary>An HTTP server on 127.0.0.1 that keeps what it receives and answers what the test queued.</summary>
internal sealed class FakeAws : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Answer> _answers;
    private readonly ConcurrentQueue<ReceivedRequest> _requests = new();

    private FakeAws(WebApplication app, IEnumerable<Answer> answers) => (_app, _answers) = (app, new(answers));

    public static AWSCredentials Credentials { get; } = new BasicAWSCredentials("AKIDOFTEST", "secret");

    public string Url => _app.Urls.Single();

    public IReadOnlyList<ReceivedRequest> Requests => [.. _requests];

    /// <summary>The request of a test that makes exactly one.</summary>
    public ReceivedRequest Request => Assert.Single(_requests);

    public AmazonECSClient Ecs => new(Credentials, Configured(new AmazonECSConfig()));

    public AmazonElasticLoadBalancingV2Client LoadBalancing => new(Credentials, Configured(new AmazonElasticLoadBalancingV2Config()));

    public AmazonApplicationAutoScalingClient Scaling => new(Credentials, Configured(new AmazonApplicationAutoScalingConfig()));

    public AmazonCloudWatchClient Metrics => new(Credentials, Configured(new AmazonCloudWatchConfig()));

    public AmazonCloudWatchLogsClient Logs => new(Credentials, Configured(new AmazonCloudWatchLogsConfig()));

    public AmazonECRClient Images => new(Credentials, Configured(new AmazonECRConfig()));

    public Amazon.SecretsManager.AmazonSecretsManagerClient Secrets => new(Credentials, Configured(new Amazon.SecretsManager.AmazonSecretsManagerConfig()));

    public Amazon.EventBridge.AmazonEventBridgeClient Events => new(Credentials, Configured(new Amazon.EventBridge.AmazonEventBridgeConfig()));

    public AmazonIdentityManagementServiceClient Roles => new(Credentials, Configured(new AmazonIdentityManagementServiceConfig()));

    public static async Task<FakeAws> StartAsync(params Answer[] answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new FakeAws(builder.Build(), answers);
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private T Configured<T>(T config)
        where T : ClientConfig
    {
        config.ServiceURL = Url;
        config.AuthenticationRegion = "eu-west-1";
        config.MaxErrorRetry = 1;
        return config;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        _requests.Enqueue(await ReceivedRequest.ReadAsync(context.Request));
        // A request nobody expected fails its test by an error no service has.
        var answer = _answers.TryDequeue(out var next) ? next : Answer.Json("""{"__type":"NoAnswerQueued"}""", 418);
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        foreach (var (name, value) in answer.Headers)
            context.Response.Headers[name] = value;
        await context.Response.WriteAsync(answer.Body);
    }
}
