using Amazon.ECS.Model;
using Amazon.ElasticLoadBalancingV2.Model;
using Amazon.Runtime;
using LocalCloud;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Publican.Aws;
using Task = System.Threading.Tasks.Task;

namespace Publican.Faults;

/// <summary>The reconciler's own budget against a region that refuses what comes faster than AWS takes it, over HTTP.</summary>
public sealed class BudgetTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeProvider Clock = TimeProvider.System;
    private const int Calls = 70;
    private const string Rule = "arn:aws:elasticloadbalancing:eu-west-1:000000000000:listener-rule/app/none/0/0/0";
    private readonly string _folder = Directory.CreateTempSubdirectory("publican-budget-").FullName;
    private WebApplication _region = null!;

    public async ValueTask InitializeAsync()
    {
        _region = RegionHost.Build(new RegionOptions { Port = 0, Images = _folder, Data = _folder, Throttle = true }, services =>
        {
            services.AddSingleton(Clock);
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
    public async Task Calls_that_wait_for_their_turn_are_not_refused_and_a_rollback_waits_for_nobody()
    {
        using var budget = new ApiBudget(Clock, TimeSpan.FromSeconds(30));
        using var patient = Open(budget);
        await Task.WhenAll(Burst(patient, 1));
        var began = Clock.GetTimestamp();
        var calls = Burst(patient);
        var home = Refused(() => patient.LoadBalancing.DescribeRulesAsync(new DescribeRulesRequest { RuleArns = [Rule] }), CallPriority.Rollback);
        Assert.False(await home);
        Assert.True(budget.Waiting(CallPriority.Rollout) > 0, "the rollback's read came after all the rollouts'");
        var refused = (await Task.WhenAll(calls)).Count(call => call);
        var took = Clock.GetElapsedTime(began);

        using var hasty = Open(budget: null);
        var without = (await Task.WhenAll(Burst(hasty))).Count(call => call);
        output.WriteLine($"{2 * Calls} reads at once, ELB and ECS: {without} refused without a budget; {refused} refused with one, in {took.TotalSeconds:0.0} s");
        Assert.True(without > 10, $"only {without} calls were refused: the region does not throttle as AWS does");

        // A token that came back while the first calls were still on their way is one that the region does not know of.
        Assert.True(refused <= without / 10, $"{refused} calls were refused that had waited for their turn");
    }

    private AwsClients Open(ApiBudget? budget) => AwsClients.Create("eu-west-1", new Uri(_region.Urls.First()), new NoWrites(), config =>
    {
        config.MaxErrorRetry = 0;
        config.DefaultAWSCredentials = new BasicAWSCredentials("publican", "local");
    }, budget);

    private static List<Task<bool>> Burst(AwsClients aws, int calls = Calls) =>
    [
        .. Enumerable.Range(0, calls).SelectMany(_ => new[]
        {
            Refused(() => aws.LoadBalancing.DescribeTargetGroupsAsync(new DescribeTargetGroupsRequest()), CallPriority.Rollout),
            Refused(() => aws.Ecs.DescribeServicesAsync(new DescribeServicesRequest { Services = ["web"] }), CallPriority.Sweep),
        }),
    ];

    /// <returns>Whether the region said that it was too much.</returns>
    private static async Task<bool> Refused(Func<Task> call, CallPriority priority)
    {
        CallScope.Current = new CallScope(priority);
        try
        {
            await call();
            return false;
        }
        catch (AmazonServiceException error) when (error.ErrorCode is "Throttling" or "ThrottlingException")
        {
            return true;
        }
        catch (AmazonServiceException error) when (error is ClusterNotFoundException or RuleNotFoundException)
        {
            return false;
        }
    }

    private sealed class NoWrites : ISendGate
    {
        public string? Refusal(Sending sending) => "this test only reads";
    }
}
