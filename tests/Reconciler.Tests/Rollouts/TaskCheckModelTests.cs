using Publican.Desired;
using Publican.Tests.Rollouts.Model;

namespace Publican.Tests.Rollouts;

/// <summary>The model check with one-off tasks as checks: before the first weight, and at the first step.</summary>
public sealed class TaskCheckModelTests(ITestOutputHelper output) : ModelProof(output)
{
    [Fact]
    [Trait("Length", "long")]
    public void A_check_task_before_traffic_runs_once_and_lets_a_good_release_go_on() => Prove(Released() with { ChangesLeft = 1 }, Kind.Good, Kind.Good, InPreview);

    [Fact]
    public void A_check_task_before_traffic_runs_once_and_takes_a_bad_release_back() => Prove(Released() with { ChangesLeft = 1 }, Kind.JobFails, Kind.Good, InPreview);

    [Theory]
    [InlineData(Kind.Good)]
    [InlineData(Kind.JobFails)]
    public void A_check_task_of_a_step_runs_once_and_decides(Kind kind) => Prove(Released(), kind, Kind.Good, AtTen);

    [Fact]
    public void A_first_release_whose_check_task_fails_has_no_user() => Prove(new World { Desired = "h1:1" }, Kind.JobFails, Kind.Good, InPreview);

    [Fact]
    public void A_check_task_runs_again_after_a_retry_and_not_otherwise() => Prove(Released() with { LeversLeft = 1 }, Kind.JobFails, Kind.Good, InPreview);

    [Fact]
    public void A_machine_that_does_not_wait_for_it_is_caught() => Catch("a check task is not waited for", Kind.Good, Released(), InPreview);

    /// <summary>In the model everything was prepared an hour ago: a task that has not run yet must not be overdue for that.</summary>
    private static readonly TimeSpan Never = TimeSpan.FromDays(1);

    private static ServiceSpec InPreview(ServiceSpec spec) =>
        spec with { Before = null, Rollout = spec.Rollout with { Checks = [.. spec.Rollout.Checks, Task], Timeout = Never } };

    private static ServiceSpec AtTen(ServiceSpec spec) =>
        spec with { Before = null, Rollout = spec.Rollout with { Steps = [spec.Rollout.Steps[0] with { Checks = [Task] }, spec.Rollout.Steps[1]], Timeout = Never } };

    private static TaskCheckSpec Task => new([Observe.Fails], TimeSpan.FromMinutes(1));
}
