using System.Collections.Immutable;
using Amazon.ApplicationAutoScaling;
using Amazon.CloudWatch;
using Amazon.CloudWatchLogs;
using Amazon.ECR;
using Amazon.ECS;
using Amazon.ECS.Model;
using Amazon.ElasticLoadBalancingV2;
using Amazon.IdentityManagement;
using Amazon.SecretsManager;
using Amazon.SimpleSystemsManagement;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using Publican.Aws;
using Publican.Desired;
using Publican.Loop;
using Publican.Observed;
using Publican.Status;
using Publican.Tests.Desired;
using Task = System.Threading.Tasks.Task;

namespace Publican.Tests.Loop;

public sealed class OrphansTests
{
    private static readonly DesiredState Desired = Revisions.Read(Revisions.Environment.Replace("region:", "sweep: 1m, region:", StringComparison.Ordinal)).State!;

    private static readonly EnvironmentOutputs Outputs = new()
    {
        Cluster = "c", Vpc = "v", Subnets = ["s"], SecurityGroups = ["g"], Listeners = ImmutableSortedDictionary<string, string>.Empty, ExecutionRole = "e", TaskRole = "t", LogGroup = "l",
    };

    /// <summary>Turns come every second, and at once after every pass.</summary>
    [Fact]
    public async Task A_cluster_that_cannot_be_listed_is_listed_again_with_the_next_sweep_and_not_with_every_turn()
    {
        var (clock, ecs, lists) = (new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50)), Substitute.For<IAmazonECS>(), 0);
        ecs.ListServicesAsync(Arg.Any<ListServicesRequest>(), Arg.Any<CancellationToken>()).Returns<ListServicesResponse>(_ =>
        {
            lists++;
            throw new AmazonECSException("not authorized to perform ecs:ListServices");
        });
        using var http = new HttpClient();
        using var session = new EnvironmentSession(
            Desired.Environment,
            new AwsClients(
                ecs, Substitute.For<IAmazonElasticLoadBalancingV2>(), Substitute.For<IAmazonSimpleSystemsManagement>(), Substitute.For<IAmazonCloudWatch>(), Substitute.For<IAmazonCloudWatchLogs>(),
                Substitute.For<IAmazonApplicationAutoScaling>()),
            new LookUpClients(_ => Substitute.For<IAmazonECR>(), Substitute.For<IAmazonIdentityManagementService>(), Substitute.For<IAmazonSecretsManager>()),
            http,
            clock,
            NullLogger.Instance);
        var orphans = new Orphans(session, new StatusBoard(clock), clock, NullLogger.Instance);

        for (var turn = 0; turn < 50; turn++)
        {
            await orphans.LookAsync(Desired, Outputs, Leadership.Alone, CancellationToken.None);
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(1, lists);
        clock.Advance(TimeSpan.FromSeconds(10));
        await orphans.LookAsync(Desired, Outputs, Leadership.Alone, CancellationToken.None);
        Assert.Equal(2, lists);
    }
}
