using System.Collections.Immutable;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;
using Publican.Tests.Rollouts;

namespace Publican.Tests.CronJobs;

/// <summary>A job, told in a few words: not said otherwise it is a CronJob of every hour, registered, and its last firing went well.</summary>
internal sealed record JobScene
{
    public const string Definition = "arn:definition/h1:new", Revision = "h1:new";

    /// <summary>A quarter past three.</summary>
    public static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 15, 0, TimeSpan.Zero);

    public static readonly DateTimeOffset Firing = new(2026, 1, 2, 3, 0, 0, TimeSpan.Zero);

    public static readonly CronSpec Hourly = new("0 * * * *", "UTC", Concurrency.Allow, TimeSpan.FromHours(1), Suspended: false, History: 3);

    public static readonly JobSpec Cron = new()
    {
        Task = RollingScene.Worker with { Before = null, Rollout = RollingScene.Worker.Rollout with { Checks = [] } }, Timeout = TimeSpan.FromMinutes(30), Retries = 0, Cron = Hourly,
    };

    public static readonly JobSpec Once = Cron with { Cron = null };

    public JobSpec Job { get; init; } = Cron;

    /// <summary>As the tag of the desired definition spells it; null where there is no such definition.</summary>
    public string? Runs { get; init; } = Ok(Firing);

    /// <summary>As tags of other definitions do.</summary>
    public string Elsewhere { get; init; } = "-";

    public string? Schedule { get; init; } = "f9ebcec2@1767225600";

    public ImmutableArray<JobTask> Tasks { get; init; } = [];

    public DateTimeOffset At { get; init; } = Now;

    public Intents Intents { get; init; } = Intents.None;

    public Leadership Leadership { get; init; } = Leadership.Alone;

    public ProcessMemory Memory { get; init; } = new() { StartedAt = Now - TimeSpan.FromDays(1), LastRevision = Revision };

    public Func<ServiceObservation, ServiceObservation> But { get; init; } = seen => seen;

    public Target Target => Sample.Target(Revision, Job.Task) with { Job = Job };

    public ServiceObservation Seen
    {
        get
        {
            var (own, other) = (Record(Runs ?? "-", Runs is null ? null : Schedule), Record(Elsewhere, Schedule));
            var definition = Runs is null ? null : new TaskDefinition(Definition, Revision, Before: null);
            return But(new ServiceObservation
            {
                Job = Fact<JobSighting>.Of(new JobSighting(definition, own, Job.Cron is null ? own : own.Merge(other), Tasks) { NewestArn = definition?.Arn ?? "arn:definition/h1:old" }, At),
                Definition = Fact<TaskDefinition?>.Of(definition, At),
                Preflight = Fact<PreflightFacts>.Of(Sample.Preflight, At),
                Intents = Fact<Intents>.Of(Intents, At),
                Leadership = Leadership,
            });
        }
    }

    public Decision Decide() => RolloutMachine.Decide(Target, Seen, Remembered, At);

    /// <summary>After a look.</summary>
    public ProcessMemory Remembered => Remember.Seen(Memory, Seen, Target, At);

    /// <summary>What is written, as the tags spell it.</summary>
    public string Written() => Assert.IsType<PlannedAction.WriteRuns>(Decide().Action).After.ToTags().First().Value;

    public static string Ok(DateTimeOffset firing) => FormattableString.Invariant($"{firing.ToUnixTimeSeconds()}.1=ok+9");

    public static string Begun(DateTimeOffset firing, DateTimeOffset? at = null, int number = 1) => FormattableString.Invariant($"{firing.ToUnixTimeSeconds()}.{number}=run@{(at ?? firing).ToUnixTimeSeconds() - firing.ToUnixTimeSeconds()}");

    public static JobTask Task(DateTimeOffset firing, string status = "RUNNING", int? exit = null, string? reason = null, int number = 1, DateTimeOffset? at = null) => new(
        "arn:task/1", FormattableString.Invariant($"{firing.ToUnixTimeSeconds()}/{number}"), status, status == "STOPPED", at ?? firing, status == "STOPPED" ? Now : null, exit, reason);

    private static RunRecord Record(string runs, string? schedule)
    {
        var tags = new Dictionary<string, string> { [OwnerTags.Runs] = runs };
        if (schedule is not null)
            tags[OwnerTags.Schedule] = schedule;
        return RunRecord.Parse(tags);
    }
}
