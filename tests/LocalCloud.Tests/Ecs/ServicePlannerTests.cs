using System.Net;
using LocalCloud.Ecs;
using LocalCloud.Ecs.Messages;
using LocalCloud.Ecs.Scheduling;
using LocalCloud.Ecs.State;
using LocalCloud.Elb;

namespace LocalCloud.Tests.Ecs;

/// <summary>The scheduler's decisions as a pure function: percentages, back-off, thresholds.</summary>
public sealed class ServicePlannerTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(20_000);
    private static readonly EcsTiming Timing = new();
    private static readonly TaskDefinition Definition = new(
        "arn", "web", 1, [new ContainerDefinition { Name = "main", PortMappings = [] }], null, null, "awsvpc", ["FARGATE"], "256", "512", null, null, Now, "root");

    [Theory]
    [InlineData(1, 100, 200, 1)]
    [InlineData(4, 50, 100, 0)]
    [InlineData(3, 100, 150, 1)]
    [InlineData(3, 100, 133, 0)]
    [InlineData(4, 100, 125, 1)]
    public void At_most_maximum_percent_rounded_down_is_meant_to_run(int desired, int minimum, int maximum, int starts)
    {
        var (service, tasks) = Replacing(desired, minimum, maximum, newHealthy: 0);
        Assert.Equal(starts, ServicePlanner.Decide(service, tasks, Now, Timing).Start);
    }

    [Theory]
    [InlineData(2, 100, 200, 0, 0)]
    [InlineData(2, 100, 200, 1, 1)]
    [InlineData(2, 100, 200, 2, 2)]
    [InlineData(3, 50, 200, 0, 1)]
    [InlineData(4, 0, 100, 0, 4)]
    public void At_least_minimum_healthy_percent_rounded_up_keeps_serving(int desired, int minimum, int maximum, int newHealthy, int stops)
    {
        var (service, tasks) = Replacing(desired, minimum, maximum, newHealthy);
        var stopped = ServicePlanner.Decide(service, tasks, Now, Timing).Stop;
        Assert.Equal(stops, stopped.Length);
        Assert.All(stopped, wish => Assert.Equal("old", wish.Task.DeploymentId));
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 3)]
    [InlineData(6, 3)]
    [InlineData(7, 4)]
    [InlineData(25, 13)]
    [InlineData(400, 200)]
    [InlineData(5000, 200)]
    public void The_breaker_trips_at_half_the_desired_count_within_3_and_200(int desired, int threshold) =>
        Assert.Equal(threshold, CircuitBreakerRule.Threshold(desired));

    [Fact]
    public void After_a_failure_nothing_is_started_until_the_back_off_is_over()
    {
        var service = NewService(1, 100, 200).WithPrimary(NewDeployment("new"));
        var failed = NewTask("new") with { LastStatus = TaskPhase.Stopped, DesiredStatus = TaskPhase.Stopped, StopCode = StopCodes.ContainerExited };

        var first = ServicePlanner.Decide(service, [new ObservedTask(failed, Health.Waiting)], Now, Timing);

        Assert.Equal((0, 1, Now + Timing.FirstBackOff), (first.Start, first.Service.Primary.FailedTasks, first.LookAgain));
        var noted = new ObservedTask(FailureCount.Noted(new ObservedTask(failed, Health.Waiting)), Health.Waiting);
        Assert.Equal(0, ServicePlanner.Decide(first.Service, [noted], Now, Timing).Start);
        var later = ServicePlanner.Decide(first.Service, [noted], Now + Timing.FirstBackOff, Timing);
        Assert.Equal((1, 1), (later.Start, later.Service.Primary.FailedTasks));
    }

    [Fact]
    public void Back_off_doubles_up_to_its_longest() =>
        Assert.Equal([0.5, 1, 2, 4, 8, 10, 10], Enumerable.Range(1, 7).Select(failures => Timing.BackOff(failures).TotalSeconds).ToArray());

    [Fact]
    public void A_healthy_task_begins_the_count_of_failures_again()
    {
        var service = NewService(2, 100, 200).WithPrimary(NewDeployment("new") with { FailedTasks = 2, NotBefore = Now.AddSeconds(5) });
        var decision = ServicePlanner.Decide(service, [new ObservedTask(Running("new"), Health.Healthy)], Now, Timing);
        Assert.Equal((0, 1), (decision.Service.Primary.FailedTasks, decision.Start));
    }

    [Theory]
    [InlineData("unhealthy", 9, Health.Waiting)]
    [InlineData("unhealthy", 10, Health.Failing)]
    [InlineData("healthy", 0, Health.Healthy)]
    [InlineData("initial", 99, Health.Waiting)]
    [InlineData("unused", 99, Health.Waiting)]
    public void A_target_counts_against_its_task_only_after_the_grace_period(string state, int seconds, object health)
    {
        var task = Running("new") with { LoadBalancers = [new TargetBinding("group", "main", 80)] };
        var observed = ObservedTask.Judge(
            task, [new TargetHealth(state, null, null)], TimeSpan.FromSeconds(10), Now.AddSeconds(seconds), Timing);
        Assert.Equal((Health)health, observed.Health);
    }

    [Fact]
    public void A_steady_service_is_left_alone()
    {
        var service = NewService(1, 100, 200).WithPrimary(NewDeployment("new"));
        var task = new ObservedTask(Running("new"), Health.Healthy);
        var reached = ServicePlanner.Decide(service, [task], Now, Timing).Service;
        Assert.True(reached.IsSteady);
        var again = ServicePlanner.Decide(reached, [task with { Task = task.Task with { WasHealthy = true } }], Now.AddMinutes(1), Timing);
        Assert.Equal((0, 0, null), (again.Start, again.Stop.Length, again.LookAgain));
        Assert.Equal(reached.Events, again.Service.Events);
    }

    /// <summary>A service in the middle of an update: all old tasks serve, some new ones are healthy.</summary>
    private static (Service Service, List<ObservedTask> Tasks) Replacing(int desired, int minimum, int maximum, int newHealthy)
    {
        var service = NewService(desired, minimum, maximum)
            .WithPrimary(NewDeployment("old") with { RolloutState = Deployment.Completed })
            .WithPrimary(NewDeployment("new"));
        return (service, [
            .. Enumerable.Range(0, desired).Select(_ => new ObservedTask(Running("old"), Health.Healthy)),
            .. Enumerable.Range(0, newHealthy).Select(_ => new ObservedTask(Running("new"), Health.Healthy))]);
    }

    private static Service NewService(int desired, int minimum, int maximum) =>
        new(
            new ServiceKey("c", "web"), "arn", Now, CreateFingerprint: "", desired, minimum, maximum, BreakerEnabled: false, BreakerRollsBack: false,
            HealthCheckGracePeriodSeconds: null, EnableECSManagedTags: false, "NONE", "ENABLED", TagSet.Empty);

    private static Deployment NewDeployment(string id) => new(id, Definition, "LATEST", new NetworkConfiguration(null), [], Now);

    private static EcsTask Running(string deployment) => NewTask(deployment) with { LastStatus = TaskPhase.Running, StartedAt = Now };

    private static EcsTask NewTask(string deployment) => new(
        Guid.NewGuid().ToString("N"), "arn", "c", new ServiceKey("c", "web"), deployment, Definition,
        new TaskOverride(null, null, null, null, null), [], new NetworkConfiguration(null), "LATEST", "service:web", null, IPAddress.Loopback, Now, TagSet.Empty);
}
