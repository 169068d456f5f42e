using Amazon;
using Amazon.ApplicationAutoScaling;
using Amazon.CloudWatch;
using Amazon.CloudWatchLogs;
using Amazon.ECS;
using Amazon.ECS.Model;
using Amazon.ECR;
using Amazon.ElasticLoadBalancingV2;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using AwsSdk.Tests.Support;

namespace AwsSdk.Tests;

public sealed class EndpointTests
{
    private static readonly ServiceOperationEndpointParameters AnyCall = new(new ListTasksRequest());

    public static TheoryData<ClientConfig, string, string> Regions => new()
    {
        { new AmazonECSConfig(), "eu-west-1", "https://ecs.eu-west-1.amazonaws.com/" },
        { new AmazonElasticLoadBalancingV2Config(), "us-east-2", "https://elasticloadbalancing.us-east-2.amazonaws.com/" },
        { new AmazonApplicationAutoScalingConfig(), "eu-west-1", "https://application-autoscaling.eu-west-1.amazonaws.com/" },
        { new AmazonCloudWatchConfig(), "eu-central-1", "https://monitoring.eu-central-1.amazonaws.com/" },
        { new AmazonCloudWatchLogsConfig(), "cn-north-1", "https://logs.cn-north-1.amazonaws.com.cn/" },
        { new AmazonECRConfig(), "eu-west-1", "https://api.ecr.eu-west-1.amazonaws.com/" },
        { new Amazon.EventBridge.AmazonEventBridgeConfig(), "eu-west-1", "https://events.eu-west-1.amazonaws.com/" },
        { new AmazonIdentityManagementServiceConfig(), "eu-west-1", "https://iam.amazonaws.com/" },
        { new AmazonIdentityManagementServiceConfig(), "cn-northwest-1", "https://iam.cn-north-1.amazonaws.com.cn/" },
        { new AmazonIdentityManagementServiceConfig(), "us-gov-east-1", "https://iam.us-gov.amazonaws.com/" },
    };

    [Theory]
    [MemberData(nameof(Regions))]
    public void A_region_has_one_host_for_each_service(ClientConfig config, string region, string url)
    {
        config.IgnoreConfiguredEndpointUrls = true;
        config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        Assert.Equal(new Uri(url), new Uri(config.DetermineServiceOperationEndpoint(AnyCall).URL));
    }

    [Fact]
    public async System.Threading.Tasks.Task A_global_service_is_signed_for_the_region_that_stands_for_its_partition()
    {
        var wire = new NoWire();
        var config = new AmazonIdentityManagementServiceConfig { IgnoreConfiguredEndpointUrls = true, RegionEndpoint = RegionEndpoint.EUWest1, MaxErrorRetry = 0, HttpClientFactory = wire };
        using var client = new AmazonIdentityManagementServiceClient(FakeAws.Credentials, config);

        await Assert.ThrowsAnyAsync<Exception>(() => client.GetRoleAsync(new GetRoleRequest { RoleName = "task" }, TestContext.Current.CancellationToken));

        Assert.Contains("/us-east-1/iam/aws4_request", wire.Authorization, StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_URL_wins()
    {
        var config = new AmazonECSConfig { ServiceURL = "http://127.0.0.1:4566" };
        Assert.Equal(new Uri("http://127.0.0.1:4566"), new Uri(config.DetermineServiceOperationEndpoint(AnyCall).URL));
    }

    // Alone, because it changes the environment of the process. AuthenticationRegion signs; a RegionEndpoint alone does not
    // once a URL is set, which is AWSSDK.Core's way, so the official client is asked too.
    [Theory(DisableParallelization = true)]
    [InlineData("eu-north-1", null)]
    [InlineData(null, "eu-north-1")]
    public async System.Threading.Tasks.Task AWS_ENDPOINT_URL_is_honoured_and_signed_for_as_by_the_official_client(
        string? authenticationRegion, string? regionEndpoint)
    {
        await using var aws = await FakeAws.StartAsync(Answer.Json("{}"), Answer.Json("{}"));
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL", aws.Url);
        try
        {
            using var ours = new AmazonECSClient(FakeAws.Credentials, Configured(new AmazonECSConfig()));
            using var official = new AmazonSimpleSystemsManagementClient(
                FakeAws.Credentials, Configured(new AmazonSimpleSystemsManagementConfig()));
            await ours.ListTasksAsync(new ListTasksRequest(), TestContext.Current.CancellationToken);
            await official.DescribeParametersAsync(new DescribeParametersRequest(), TestContext.Current.CancellationToken);
        }
        finally
        {
            Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL", null);
        }

        var regions = aws.Requests.Select(request => request.Headers["Authorization"].Split('/')[2]).ToArray();
        Assert.Equal(2, regions.Length);
        Assert.Equal(regions[1], regions[0]);
        if (authenticationRegion is not null)
            Assert.Equal(authenticationRegion, regions[0]);

        T Configured<T>(T config)
            where T : ClientConfig
        {
            if (authenticationRegion is not null)
                config.AuthenticationRegion = authenticationRegion;
            if (regionEndpoint is not null)
                config.RegionEndpoint = RegionEndpoint.GetBySystemName(regionEndpoint);
            return config;
        }
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async System.Threading.Tasks.Task Endpoints_that_are_not_supported_are_refused_before_anything_is_sent(bool fips, bool dualstack)
    {
        var region = RegionEndpoint.USEast1;
        var config = new AmazonECSConfig { RegionEndpoint = region, UseFIPSEndpoint = fips, UseDualstackEndpoint = dualstack };
        using var client = new AmazonECSClient(FakeAws.Credentials, config);
        var call = client.ListTasksAsync(new ListTasksRequest(), TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<AmazonClientException>(() => call);
        Assert.Contains("-p:AwsSdk=official", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_given_as_text_make_a_client()
    {
        using var plain = new AmazonECSClient("AKID", "secret", RegionEndpoint.EUWest1);
        using var session = new AmazonECSClient("AKID", "secret", "token", new AmazonECSConfig { RegionEndpoint = RegionEndpoint.EUWest1 });
        Assert.Equal(RegionEndpoint.EUWest1, plain.Config.RegionEndpoint);
        Assert.Equal(RegionEndpoint.EUWest1, session.Config.RegionEndpoint);
    }

    /// <summary>Keeps how a request was signed, and sends nothing.</summary>
    private sealed class NoWire : HttpClientFactory
    {
        public string? Authorization { get; private set; }

        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Keeper(this));

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        private sealed class Keeper(NoWire wire) : HttpMessageHandler
        {
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                wire.Authorization = request.Headers.GetValues("Authorization").Single();
                throw new HttpRequestException("nothing is sent");
            }
        }
    }
}
