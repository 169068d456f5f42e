using System.Net.Http.Json;
using Amazon.ECS.Model;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using Amazon.Runtime;
using LocalCloud;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Publican.Aws;
using Publican.Desired;
using Task = System.Threading.Tasks.Task;

namespace Publican.Faults;

/// <summary>The role of an environment, over HTTP: STS is asked once, and every other call comes with what it gave.</summary>
public sealed class AssumedRoleTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("publican-role-").FullName;
    private WebApplication _region = null!;

    private Uri Endpoint => new(_region.Urls.First());

    public async ValueTask InitializeAsync()
    {
        _region = RegionHost.Build(new RegionOptions { Port = 0, Images = _folder, Data = _folder }, services =>
        {
            services.AddSingleton(TimeProvider.System);
            services.AddLogging(logging => logging.ClearProviders());
        });
        await _region.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _region.StopAsync();
        await _region.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Every_call_comes_with_the_credentials_of_the_role_and_STS_is_asked_once()
    {
        var role = await CreateRoleAsync();
        using var aws = Open(role);

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => aws.Ecs.DescribeClustersAsync(new DescribeClustersRequest { Clusters = ["none"] })));
        await aws.Parameters.GetParametersAsync(new() { Names = ["/nowhere"] }, TestContext.Current.CancellationToken);

        var calls = (await CallsAsync()).Where(call => call.Service is "ecs" or "ssm" or "sts").ToList();
        Assert.Equal("AssumeRole", Assert.Single(calls, call => call.Caller == "publican").Action);
        Assert.Equal(6, calls.Count(call => call.Caller.StartsWith("ASIA", StringComparison.Ordinal)));
        Assert.Single(calls.Where(call => call.Service != "sts").Select(call => call.Caller).Distinct());
    }

    [Fact]
    public async Task A_role_that_may_not_be_taken_is_an_error_of_every_call_that_names_the_role()
    {
        using var aws = Open("arn:aws:iam::000000000000:role/nobody");

        var error = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => aws.Ecs.DescribeClustersAsync(new DescribeClustersRequest { Clusters = ["none"] }));

        Assert.Contains("not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::000000000000:role/nobody", AwsErrors.Describe(error), StringComparison.Ordinal);
        Assert.True(AwsErrors.IsExternal(error));
        Assert.DoesNotContain(await CallsAsync(), call => call.Service == "ecs");
    }

    private AwsClients Open(string role) => AwsClients.Create(
        "eu-west-1", Endpoint, new NoWrites(), AwsClients.As(role, "production", "eu-west-1", Endpoint, config => config.DefaultAWSCredentials = new BasicAWSCredentials("publican", "local")));

    private async Task<string> CreateRoleAsync()
    {
        using var iam = new AmazonIdentityManagementServiceClient(new BasicAWSCredentials("somebody", "local"), new AmazonIdentityManagementServiceConfig { ServiceURL = Endpoint.ToString(), AuthenticationRegion = "us-east-1" });
        return (await iam.CreateRoleAsync(new CreateRoleRequest { RoleName = "publican", AssumeRolePolicyDocument = """{"Statement":[]}""" })).Role.Arn;
    }

    private async Task<List<Call>> CallsAsync()
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = Endpoint };
        return (await http.GetFromJsonAsync<Log>("/_local/calls"))!.Calls;
    }

    private sealed record Log(List<Call> Calls);

    private sealed record Call(string Service, string Action, string Caller);

    private sealed class NoWrites : ISendGate
    {
        public string? Refusal(Sending sending) => "this test only reads";
    }
}
