using Publican.Faults.Region;
using Publican.Faults.Runs;
using Publican.Observed;
using Publican.Plans;
using Task = System.Threading.Tasks.Task;

namespace Publican.Faults.Jobs;

/// <summary>Jobs against a region: each run once, whatever happens to any call.</summary>
public sealed class JobTests(ITestOutputHelper output)
{
    private const string Nightly = "nightly", Import = "import";

    [Fact]
    public void A_job_runs_once_for_each_revision() => Play(async stage =>
    {
        using var crew = new Crew(stage, [Fault.None], null, Job("web:good.1"));
        await crew.UntilAsync("it is done", () => crew.Status(Import)?.Phase == "Done");
        Assert.Equal(["RegisterTaskDefinition", "TagResource", "RunTask", "TagResource"], crew.Writes.Select(call => call.Action));
        var first = crew.Status(Import)!;
        Assert.Equal(("Succeeded", "True", 0), (first.Outcome, first.Conditions.Single(condition => condition.Type == "Ready").Status, first.Job!.Runs.Single().ExitCode));

        crew.Commit(Job("web:good.2"));
        await crew.UntilAsync("the new revision is done", () => crew.Status(Import) is { Phase: "Done" } status && status.DesiredRevision != first.DesiredRevision);
        crew.Commit(Job("web:good.1"));
        await crew.ForAsync(TimeSpan.FromSeconds(40));
        Assert.Equal("Done", crew.Status(Import)!.Phase);
        Assert.Equal([1, 1], crew.Started.Values);
    });

    [Fact]
    public void A_job_that_fails_is_tried_as_often_as_it_says_and_then_by_a_person() => Play(async stage =>
    {
        using var crew = new Crew(stage, [Fault.None], null, Job("web:bad-job.1", "retries: 2"));
        await crew.UntilAsync("it has failed", () => crew.Status(Import)?.Phase == "Failed");
        var failed = crew.Status(Import)!;
        Assert.Equal([1, 1, 1], crew.Started.Values);
        Assert.Equal(("Failed", "exit-1"), (failed.Outcome, failed.Job!.Runs.Single().Code));
        Assert.Equal(1, failed.Evidence?.ExitCode);
        Assert.Contains(failed.Conditions, condition => condition is { Type: "Degraded", Status: "True", Reason: "RunFailed" });
        await crew.ForAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(3, crew.Started.Count);

        stage.Cured.Add("web:bad-job.1");
        await crew.AskAsync(Import, new Intent(Verb.Retry, failed.DesiredRevision, null, "ann", stage.Now));
        await crew.UntilAsync("the retry is done", () => crew.Status(Import)?.Phase == "Done");
        await crew.ForAsync(TimeSpan.FromSeconds(40));
        Assert.Equal([1, 1, 1, 1], crew.Started.Values);
    });

    [Fact]
    public void A_run_that_takes_too_long_is_stopped_and_not_tried_again() => Play(async stage =>
    {
        using var crew = new Crew(stage, [Fault.None], null, Job("web:long-at-900.1", "timeout: 30s\n  retries: 3"));
        await crew.UntilAsync("it has failed", () => crew.Status(Import)?.Phase == "Failed");
        Assert.Equal("deadline", crew.Status(Import)!.Job!.Runs.Single().Code);
        Assert.Single(crew.Writes, call => call.Action == "StopTask");
        Assert.Equal([1], crew.Started.Values);
    });

    [Fact]
    public void A_cron_job_runs_at_each_firing_and_says_when_next() => Play(async stage =>
    {
        using var crew = new Crew(stage, [Fault.None], null, Cron("web:good.1"));
        await crew.ForAsync(TimeSpan.FromSeconds(205));
        Assert.Equal(Firings(1, 2, 3), crew.Started.Keys.Order());
        Assert.All(crew.Started.Values, count => Assert.Equal(1, count));
        var status = crew.Status(Nightly)!;
        Assert.Equal(("Waiting", "Succeeded", Minute(3), Minute(4)), (status.Phase, status.Outcome, status.Job!.LastFiring, status.Job.NextFiring));
        Assert.Equal(3, status.Job.Runs.Length);

        // A new revision goes on from the same firings, and a new schedule begins with its commit.
        crew.Commit(Cron("web:good.2"));
        await crew.ForAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(Firings(1, 2, 3, 4), crew.Started.Keys.Order());
        crew.Commit(Cron("web:good.2", schedule: "0 * * * *"));
        await crew.ForAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(4, crew.Started.Count);
    });

    [Theory]
    [InlineData("Allow", 2, 0)]
    [InlineData("Forbid", 1, 0)]
    [InlineData("Replace", 2, 1)]
    public void A_firing_during_a_run_does_what_the_policy_says(string policy, int started, int stopped) => Play(async stage =>
    {
        using var crew = new Crew(stage, [Fault.None], null, Cron("web:long-at-90.1", $"concurrencyPolicy: {policy}\n  startingDeadline: 10s"));
        await crew.ForAsync(TimeSpan.FromSeconds(165));
        Assert.Equal(started, crew.Started.Count);
        Assert.Equal(stopped, crew.Writes.Count(call => call.Action == "StopTask"));
        Assert.Equal(policy == "Forbid", crew.Status(Nightly)!.Job!.Runs.Any(run => run.State == "Skipped" && run.Firing == Minute(2)));
        Assert.Equal(policy == "Replace", crew.Status(Nightly)!.Job!.Runs.Any(run => run.State == "Replaced" && run.Firing == Minute(1)));
        Assert.All(crew.Started.Values, count => Assert.Equal(1, count));
    });

    [Fact]
    public void What_fired_while_nobody_was_there_is_made_up_for_once_or_missed() => Play(async stage =>
    {
        using var crew = new Crew(stage, [Fault.None], null, Cron("web:good.1", "startingDeadline: 10m"));
        await crew.ForAsync(TimeSpan.FromSeconds(10));
        crew.Stop();
        await stage.AdvanceAsync(Minute(3) + TimeSpan.FromSeconds(10));
        crew.Start();
        await crew.ForAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(Firings(3), crew.Started.Keys.Order());

        crew.Stop();
        await stage.AdvanceAsync(Minute(5) + TimeSpan.FromSeconds(45));
        crew.Commit(Cron("web:good.1", "startingDeadline: 30s"));
        crew.Start();
        await crew.ForAsync(TimeSpan.FromSeconds(10));
        Assert.Single(crew.Started);
        Assert.Contains(crew.Status(Nightly)!.Job!.Runs, run => run is { State: "Failed", Code: "missed" } && run.Firing == Minute(5));
    });

    [Fact]
    public void A_suspended_job_begins_nothing_and_makes_up_for_nothing() => Play(async stage =>
    {
        using var crew = new Crew(stage, [Fault.None], null, Cron("web:good.1", "suspend: true"));
        await crew.ForAsync(TimeSpan.FromSeconds(90));
        Assert.Empty(crew.Started);
        Assert.Contains(crew.Status(Nightly)!.Conditions, condition => condition is { Type: "Paused", Status: "True", Reason: "SuspendedBySpec" });
        crew.Commit(Cron("web:good.1"));
        await crew.ForAsync(TimeSpan.FromSeconds(50));
        Assert.Equal(Firings(2), crew.Started.Keys.Order());

        await crew.AskAsync(Nightly, new Intent(Verb.Suspend, null, null, "ann", stage.Now));
        await crew.ForAsync(TimeSpan.FromSeconds(70));
        Assert.Single(crew.Started);
        Assert.Contains(crew.Status(Nightly)!.Conditions, condition => condition is { Type: "Paused", Status: "True", Reason: "Suspended" });
    });

    [Fact]
    public void At_rest_a_job_costs_no_reads_of_its_own() => Play(async stage =>
    {
        using var crew = new Crew(stage, [Fault.None], null, Cron("web:good.1", schedule: "0 12 * * *"), Job("web:good.1"));
        await crew.ForAsync(TimeSpan.FromSeconds(40));
        var before = crew.Calls.Count;
        await crew.ForAsync(TimeSpan.FromMinutes(1));
        Assert.DoesNotContain(crew.Calls.Skip(before), numbered => numbered.Call.Action is "DescribeTaskDefinition" or "ListTasks" or "DescribeTasks");
    });

    [Fact]
    public void Two_reconcilers_without_a_lease_run_each_firing_once() => Play(async stage =>
    {
        using var crew = new Crew(stage, [Fault.None, Fault.None], null, Cron("web:good.1"), Job("web:good.1"));
        await crew.ForAsync(TimeSpan.FromSeconds(130));
        Assert.Equal(Firings(1, 2), crew.Started.Keys.Where(name => name.Contains(Nightly, StringComparison.Ordinal)).Order());
        Assert.Equal(3, crew.Started.Count);
        Assert.All(crew.Started.Values, count => Assert.Equal(1, count));
    });

    [Fact]
    public void A_plan_lists_the_calls_of_a_run_and_says_when_the_next_one_is() => Play(async stage =>
    {
        using var crew = new Crew(stage, [Fault.None], null);
        var plan = await crew.PlanAsync(Job("web:good.1"), Cron("web:good.1", schedule: "0 12 * * *"));
        Assert.Empty(crew.Writes);
        var (import, nightly) = (plan.Services.Single(job => job.Target.Spec.Name == Import), plan.Services.Single(job => job.Target.Spec.Name == Nightly));
        Assert.Equal("it runs next at 2026-01-01 12:00Z", nightly.End.Reason);
        Assert.Equal(["ecs:RegisterTaskDefinition"], nightly.Steps.SelectMany(step => step.Calls));
        Assert.Contains(import.Changes, change => change is { Path: "containerDefinitions[import].command", After: "import, --all" });
        Assert.Equal((true, false, 0), (plan.HasChanges, plan.IsStuck, plan.Deployments));
        Assert.EndsWith("local: 5 changing calls for 2 of 2 workloads; 0 deployments started.", new PlanText(coloured: false).Of(plan), StringComparison.Ordinal);

        crew.Commit(Job("web:good.1"));
        await crew.UntilAsync("it is done", () => crew.Status(Import)?.Phase == "Done");
        Assert.Equal(import.Steps.SelectMany(step => step.Calls), crew.Writes.Select(call => $"ecs:{call.Action}"));
        Assert.False((await crew.PlanAsync(Job("web:good.1"))).HasChanges);
    });

    public static TheoryData<string> Stories => ["once", "failing", "firing"];

    [Theory]
    [MemberData(nameof(Stories))]
    public void A_run_is_started_once_whatever_happens_to_a_write(string story) => EveryFault(story, call => call.Mutating);

    [Theory]
    [Trait("Length", "long")]
    [MemberData(nameof(Stories))]
    public void A_run_is_started_once_whatever_happens_to_any_call(string story) => EveryFault(story, _ => true);

    /// <summary>The run without a fault tells the calls; then it is played once more for every fault at each of them.</summary>
    private void EveryFault(string story, Func<Call, bool> isOfInterest)
    {
        IReadOnlyList<Numbered> calls = [];
        Try(Fault.None, crew => calls = [.. crew.Calls]);
        var faults = Fault.All(calls).Where(fault => isOfInterest(calls[fault.Call - 1].Call)).ToList();
        output.WriteLine($"{story}: {calls.Count} calls, {faults.Count} runs");
        Assert.True(faults.Count >= 30, "there were calls to be broken");
        foreach (var fault in faults)
            Try(fault, _ => { });

        void Try(Fault fault, Action<Crew> look) => Play(async stage =>
        {
            var (name, job, end, runs) = Of(story);
            // A new job fires from the registration of its definition on: a pre-flight that failed once has time for another look before the minute is full.
            await stage.AdvanceAsync(stage.Now + TimeSpan.FromSeconds(20));
            using var crew = new Crew(stage, [fault], null, job);
            try
            {
                await crew.UntilAsync("it is over", () => crew.RunsOf(name).Contains(end, StringComparison.Ordinal) && crew.Status(name)?.Phase is "Done" or "Failed" or "Waiting");
                var writes = crew.Writes.Count();
                look(crew);
                await crew.ForAsync(TimeSpan.FromSeconds(11));

                // The very last write may be the one whose answer was lost, and is sent once more.
                Assert.True(crew.Writes.Count() <= writes + (fault.Kind is FaultKind.LostAnswer or FaultKind.Late ? 1 : 0), $"it went on writing: {string.Join(", ", crew.Writes.Skip(writes).Select(call => call.Title))}");
                Assert.Equal(runs, crew.Started.Keys.Select(started => string.Join('/', started.Split('/')[^2..])).Order());
                Assert.All(crew.Started.Values, count => Assert.Equal(1, count));
            }
            catch (Exception error) when (error is Xunit.Sdk.XunitException)
            {
                throw new InvalidOperationException($"{story}, {fault} ({(fault.Call > 0 ? calls[fault.Call - 1].Call.Title : "")}): {error.Message}; {crew.RunsOf(name)}; {string.Join(", ", crew.Writes.Select(call => call.Title))}", error);
            }
        });
    }

    private static (string Name, string Job, string End, string[] Runs) Of(string story) => story switch
    {
        "once" => (Import, Job("web:good.1"), "0.1=ok+", ["0/1"]),
        "failing" => (Import, Job("web:bad-job.1", "retries: 1"), "0.2=exit-1+", ["0/1", "0/2"]),
        _ => (Nightly, Cron("web:good.1", schedule: "1 * * * *"), ".1=ok+", [FormattableString.Invariant($"{Minute(1).ToUnixTimeSeconds()}/1")]),
    };

    private static void Play(Func<Stage, Task> play) => Pump.Run(async pump =>
    {
        await using var stage = await Stage.OpenAsync(pump);
        await stage.Hands.BootstrapAsync(8080, Stage.Secret);
        await play(stage);
    });

    private static DateTimeOffset Minute(int minute) => new(2026, 1, 1, 0, minute, 0, TimeSpan.Zero);

    private static string[] Firings(params int[] minutes) => [.. minutes.Select(minute => FormattableString.Invariant($"publican/{Nightly}/cron/{Minute(minute).ToUnixTimeSeconds()}/1")).Order()];

    private static string Job(string image, string more = "retries: 0") =>
        $$"""
        apiVersion: publican.dev/v1
        kind: Job
        metadata: {name: {{Import}} }
        spec:
          image: "{{image}}"
          command: [import, --all]
          {{more}}
        """;

    private static string Cron(string image, string more = "history: 3", string schedule = "* * * * *") =>
        $$"""
        apiVersion: publican.dev/v1
        kind: CronJob
        metadata: {name: {{Nightly}} }
        spec:
          image: "{{image}}"
          schedule: "{{schedule}}"
          {{more}}
        """;
}
