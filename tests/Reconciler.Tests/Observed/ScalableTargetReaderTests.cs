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

    /// <summary>As none it would be made again, also where it is left to others.</summary>
    [Fact]
    public async Task A_policy_that_a_person_made_another_kind_of_is_still_a_policy_and_what_is_suspended_is_told_apart()
    {
        Amazon.ApplicationAutoScaling.Model.ScalingPolicy outOnly = Policy(Id(0)), custom = Policy(Id(1)), steps = Policy(Id(2));
        outOnly.TargetTrackingScalingPolicyConfiguration.DisableScaleIn = true;
        custom.TargetTrackingScalingPolicyConfiguration.PredefinedMetricSpecification = null;
        (steps.PolicyType, steps.TargetTrackingScalingPolicyConfiguration) = (PolicyType.StepScaling, null);
        _scaling.DescribeScalingPoliciesAsync(Arg.Any<DescribeScalingPoliciesRequest>(), Arg.Any<CancellationToken>()).Returns(call => new DescribeScalingPoliciesResponse
        {
            ScalingPolicies = [.. new[] { outOnly, custom, steps }.Where(policy => policy.ResourceId == call.Arg<DescribeScalingPoliciesRequest>().ResourceId)],
        });
        _scaling.DescribeScalableTargetsAsync(Arg.Any<DescribeScalableTargetsRequest>(), Arg.Any<CancellationToken>()).Returns(_ => new DescribeScalableTargetsResponse
        {
            ScalableTargets = [.. Enumerable.Range(0, 3).Select(index => new Amazon.ApplicationAutoScaling.Model.ScalableTarget
            {
                ResourceId = Id(index), MinCapacity = 2, MaxCapacity = 6, SuspendedState = new() { DynamicScalingOutSuspended = index == 1, ScheduledScalingSuspended = index == 2 },
            })],
        });

        var read = await ReadAsync(3);
        Assert.Equal(["ECSServiceAverageCPUUtilization, out only,", "a metric of its own", "StepScaling"], Enumerable.Range(0, 3).Select(index => read[$"app-{index}"].Value!.Blue!.Policy?.Metric));
        Assert.Equal([(false, false), (true, false), (false, true)], Enumerable.Range(0, 3).Select(index => read[$"app-{index}"].Value!.Blue!).Select(target => (target.OutSuspended, target.ScheduledSuspended)));
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
