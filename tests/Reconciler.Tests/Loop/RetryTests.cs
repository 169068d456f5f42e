using Publican.Aws;
using Publican.Loop;
using Publican.Rollouts;
using Publican.Tests.Rollouts;

namespace Publican.Tests.Loop;

public sealed class RetryTests
{
    private const int Failures = 12;

    [Fact]
    public void Calls_that_fail_again_and_again_are_made_more_and_more_rarely() =>
        Assert.InRange(LastOf(Work(weight: 0, CallPriority.Rollout)), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60));

    [Fact]
    public void A_candidate_with_traffic_is_looked_at_every_two_seconds_whatever_fails()
    {
        Assert.Equal(TimeSpan.FromSeconds(2), LastOf(Work(weight: 10, CallPriority.Rollout)));
        Assert.Equal(TimeSpan.FromSeconds(2), LastOf(Work(weight: 100, CallPriority.Sweep)));
    }

    [Fact]
    public void A_way_home_that_was_not_answered_is_tried_every_two_seconds() =>
        Assert.Equal(TimeSpan.FromSeconds(2), LastOf(Work(weight: null, CallPriority.Rollback)));

    private static TimeSpan LastOf(ServiceWork work) => Enumerable.Range(0, Failures).Select(_ => work.RetryIn()).ToList()[^1];

    private static ServiceWork Work(int? weight, CallPriority priority) =>
        new("beer-api", null!, new ProcessMemory { StartedAt = Sample.Now, CandidateWeight = weight }, new Backoff(1)) { Priority = priority };
}
