using Amazon.ApplicationAutoScaling;
using Amazon.ApplicationAutoScaling.Model;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using Publican.Aws;
using Publican.Observed;
using Publican.Tests.Rollouts;

namespace Publican.Tests.Observed;

public sealed class ScalableTargetReaderTests
{
    private readonly IAmazonApplicationAutoScaling _scaling = Substitute.For<IAmazonApplicationAutoScaling>();
    private readonly List<DescribeScalableTargetsRequest> _asked = [];
    private readonly List<DescribeScalingPoliciesRequest> _askedForPolicies = [];

    public ScalableTargetReaderTests()
    {
        _scaling.DescribeScalableTargetsAsync(Arg.Do<DescribeScalableTargetsRequest>(_asked.Add), Arg.Any<CancellationToken>()).Returns(call => new DescribeScalableTargetsResponse
        {
            ScalableTargets = [.. call.Arg<DescribeScalableTargetsRequest>().ResourceIds.Where(id => id.EndsWith("-blue", StringComparison.Ordinal)).Select(id => new Amazon.ApplicationAutoScaling.Model.ScalableTarget
            {
                ResourceId = id, MinCapacity = 2, MaxCapacity = 6, SuspendedState = new SuspendedState { DynamicScalingInSuspended = true },
            })],
        });
        _scaling.DescribeScalingPoliciesAsync(Arg.Do<DescribeScalingPoliciesRequest>(_askedForPolicies.Add), Arg.Any<CancellationToken>()).Returns(call => new DescribeScalingPoliciesResponse
        {
            ScalingPolicies = [Policy(call.Arg<DescribeScalingPoliciesRequest>().ResourceId ?? (call.Arg<DescribeScalingPoliciesRequest>().NextToken is null ? Id(0) : Id(11)))],
            NextToken = call.Arg<DescribeScalingPoliciesRequest>() is { ResourceId: null, NextToken: null } ? "more" : null,
        });
    }

    [Fact]
    public async Task Fifty_targets_are_read_in_a_call_and_policies_of_many_in_pages()
    {
        var read = await ReadAsync(60);

        Assert.Equal([50, 50, 20], _asked.Select(request => request.ResourceIds.Count));
        Assert.Equal((60, true, 2, 6, true, null), Told(read, 1));
        Assert.Equal(60.0, read["app-0"].Value!.Blue!.Policy!.Value);
        Assert.Equal(60.0, read["app-11"].Value!.Blue!.Policy!.Value);
        Assert.Null(read["app-0"].Value!.Green);

        // Two pages for each of two chunks with many targets; the last chunk has ten, and each is asked for.
        Assert.Equal(4 + 10, _askedForPolicies.Count);
    }

    [Fact]
    public async Task One_that_cannot_be_read_says_so()
    {
        _scaling.DescribeScalableTargetsAsync(Arg.Any<DescribeScalableTargetsRequest>(), Arg.Any<CancellationToken>())
            .Returns<DescribeScalableTargetsResponse>(_ => throw new AmazonApplicationAutoScalingException("away"));
        var read = await ReadAsync(1);
        Assert.False(read["app-0"].Known);
        Assert.Contains("DescribeScalableTargets", read["app-0"].Error, StringComparison.Ordinal);
    }

    private static (int, bool, int, int, bool, object?) Told(IReadOnlyDictionary<string, Fact<Pair<Publican.Observed.ScalableTarget?>>> read, int index) =>
        read[$"app-{index}"].Value!.Blue is { } blue ? (read.Count, read[$"app-{index}"].Known, blue.Min, blue.Max, blue.InSuspended, blue.Policy) : default;

    private static string Id(int index) => $"service/publican-local/app-{index}-blue";

    private static Amazon.ApplicationAutoScaling.Model.ScalingPolicy Policy(string id) => new()
    {
        PolicyName = ScalableTargetReader.PolicyName, ResourceId = id, ScalableDimension = ScalableDimension.EcsServiceDesiredCount,
        TargetTrackingScalingPolicyConfiguration = new() { TargetValue = 60, PredefinedMetricSpecification = new() { PredefinedMetricType = MetricType.ECSServiceAverageCPUUtilization } },
    };

    private Task<IReadOnlyDictionary<string, Fact<Pair<Publican.Observed.ScalableTarget?>>>> ReadAsync(int apps) =>
        new ScalableTargetReader(new AwsClients(null!, null!, null!, null!, null!, _scaling), new FakeTimeProvider(Sample.Now))
            .ReadAsync([.. Enumerable.Range(0, apps).Select(index => new Names("local", "publican-local", $"app-{index}"))], CancellationToken.None);
}
