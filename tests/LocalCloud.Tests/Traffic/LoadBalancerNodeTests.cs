using System.Collections.Immutable;
using LocalCloud.Elb;
using LocalCloud.Traffic;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LocalCloud.Tests.Traffic;

public sealed class LoadBalancerNodeTests : IDisposable
{
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(15);
    private static readonly ImmutableSortedDictionary<string, string> NoTags = ImmutableSortedDictionary<string, string>.Empty;
    private readonly FakeTimeProvider _time = new();
    private readonly TrafficLog _log = new();
    private readonly HealthProbe _probe = new(TimeProvider.System);
    private readonly NodeTableBuilder _builder;
    private readonly TargetGroup _blue = Group("blue"), _green = Group("green");

    public LoadBalancerNodeTests()
    {
        var pools = new TargetPools(
            new RegionOptions { Port = 0, Images = "", Data = "" }, _probe, new FlappingTargets(_time), _time, NullLogger<TargetPools>.Instance);
        pools.Apply(ElbState.Empty.With(_blue).With(_green));
        _builder = new NodeTableBuilder(pools, new MetricStore(_time), _log);
    }

    public void Dispose() => _probe.Dispose();

    [Fact]
    public void A_change_arrives_within_the_longest_delay_and_not_always_at_once()
    {
        var waited = new List<TimeSpan>();
        for (var seed = 0UL; seed < 50; seed++)
        {
            using var node = Node(seed, MaxDelay);
            node.Publish(Weights(90, 10));
            var start = _time.GetUtcNow();
            while (Green(node) == 0) _time.Advance(TimeSpan.FromMilliseconds(50));
            waited.Add(_time.GetUtcNow() - start);
        }

        Assert.All(waited, delay => Assert.InRange(delay, TimeSpan.Zero, MaxDelay + TimeSpan.FromMilliseconds(50)));
        Assert.True(waited.Max() - waited.Min() > MaxDelay / 2, "the delays should differ from seed to seed");
    }

    [Fact]
    public void Changes_arrive_in_the_order_they_were_made()
    {
        for (var seed = 0UL; seed < 20; seed++)
        {
            using var node = Node(seed, MaxDelay);
            foreach (var weight in new[] { 10, 50, 100 }) node.Publish(Weights(100 - weight, weight));
            var seen = new List<int>();
            for (var tick = 0; tick < 400; tick++)
            {
                if (seen.LastOrDefault(-1) != Green(node)) seen.Add(Green(node));
                _time.Advance(TimeSpan.FromMilliseconds(50));
            }

            Assert.Equal(seen.Order(), seen);
            Assert.Equal(100, seen[^1]);
        }
    }

    [Fact]
    public void Without_a_delay_a_change_is_in_force_at_once()
    {
        using var node = Node(1, TimeSpan.Zero);
        node.Publish(Weights(0, 100));
        Assert.Equal(100, Green(node));
    }

    [Fact]
    public void A_segment_lasts_as_long_as_the_weights_do()
    {
        using (var node = Node(1, TimeSpan.Zero))
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            node.Publish(Weights(100, 0));
            Assert.Single(_log.Segments());

            _time.Advance(TimeSpan.FromSeconds(1));
            node.Publish(Weights(90, 10));
        }

        Assert.Collection(_log.Segments(),
            first => Assert.Equal((100, 0, "2000-01-01T00:00:00.000Z", "2000-01-01T00:00:02.000Z"), Facts(first)),
            second => Assert.Equal((90, 10, "2000-01-01T00:00:02.000Z", "2000-01-01T00:00:02.000Z"), Facts(second)));
    }

    [Fact]
    public void The_log_forgets_segments_that_ended_before_those_in_force()
    {
        using var quiet = Node(1, TimeSpan.Zero);
        using (var busy = Node(2, TimeSpan.Zero))
        {
            for (var change = 0; change < TrafficLog.Capacity + 10; change++) busy.Publish(Weights(100 - (change % 2), change % 2));
        }

        var segments = _log.Segments();
        Assert.Equal(TrafficLog.Capacity, segments.Count);
        Assert.Single(segments, segment => segment.To is null);
    }

    private LoadBalancerNode Node(ulong seed, TimeSpan maxDelay) => new(1, Weights(100, 0), _builder, new SplitMix(seed, "test"), maxDelay, _time);

    private RuleUpdate Weights(int blue, int green) => _builder.Prepare(new Listener(
        "arn:aws:elasticloadbalancing:eu-west-1:000000000000:listener/app/lb/1/2", "arn:aws:elasticloadbalancing:eu-west-1:000000000000:loadbalancer/app/lb/1",
        1, 80,
        new Rule("default", Rule.DefaultPriority, [], new ForwardAction([new WeightedGroup(_blue.Arn, blue), new WeightedGroup(_green.Arn, green)], Sticky: null), NoTags),
        ImmutableSortedDictionary<int, Rule>.Empty, NoTags));

    private (int, int, string, string?) Facts(TrafficSegment segment) => (segment.Weights[_blue.Arn], segment.Weights[_green.Arn], segment.From, segment.To);

    private static int Green(LoadBalancerNode node) => ((ForwardRoute)node.Table.Routes[0]).Segment.Groups[1].Weight;

    private static TargetGroup Group(string name) => new(
        $"arn:aws:elasticloadbalancing:eu-west-1:000000000000:targetgroup/{name}/0000000000000000", name, 1, 8080, "vpc-1",
        new HealthCheckSettings("/", null, 30, 5, 5, 2, StatusCodeMatcher.Ok), NoTags, NoTags);
}
