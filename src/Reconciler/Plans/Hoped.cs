using System.Collections.Immutable;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Plans;

/// <summary>What a rollout waits for comes about: tasks run, targets are healthy, one-off tasks exit 0, and every check is good.</summary>
internal static class Hoped
{
    public static ServiceObservation At(ServiceObservation seen, Target target, DateTimeOffset now)
    {
        if (target.Job is not null)
            return ForeseenJob.Ended(seen, now);
        var services = seen.Services.Value!.Select(service => service is null ? null : service with
        {
            Running = service.Desired,
            Pending = 0,
            Deployments = 1,
            Primary = service.Primary with { State = "COMPLETED", StateReason = null, FailedTasks = 0 },
        });
        return seen with
        {
            Services = Fact<Pair<EcsService?>>.Of(services, now),
            OtherShape = Again(seen.OtherShape, now),
            Rules = Again(seen.Rules, now),
            Scaling = Again(seen.Scaling, now),
            TargetGroups = Again(seen.TargetGroups, now),
            Health = Fact<Pair<GroupHealth>>.Of(services.Select(service => GroupHealth.None with { Healthy = service?.Desired ?? 0 }), now),
            Definition = Again(seen.Definition, now),
            BeforeJob = Fact<OneOffTask?>.Of(Ended(seen.BeforeJob.Value), now),
            Preflight = Again(seen.Preflight, now),
            History = Again(seen.History, now),
            Intents = Again(seen.Intents, now),
            Checks = Readings(seen, target, now),
        };
    }

    private static CheckReadings Readings(ServiceObservation seen, Target target, DateTimeOffset now)
    {
        CheckSpec[] checks = [.. target.Rollout.AllChecks()];
        return new CheckReadings(
            [.. checks.OfType<HttpCheckSpec>().Distinct().SelectMany(check => Times(now, check.Every, check.Failures).Select(at => new HttpSample(check.Path, OfCandidate: true, at, Good: true, "")))],
            [.. checks.OfType<MetricCheckSpec>().Distinct().Select(check => new MetricReading(check, now, new Figure(check.MinRequests, 0), new Figure(check.MinRequests, 0)))])
        {
            Alarms = [.. checks.OfType<AlarmCheckSpec>().Distinct().Select(check => new AlarmReading(check.Name, "OK", "", BeforeTraffic: true))],
            Asked = [.. checks.OfType<AskedCheckSpec>().Distinct().SelectMany(check => Times(now, check.Every, check.Failures).Select(at => new AskedSample(check, at, SampleResult.Good, "")))],
            Tasks = [.. Tasks(seen, target)],
            PreviewSettled = true,
        };
    }

    private static IEnumerable<TaskReading> Tasks(ServiceObservation seen, Target target)
    {
        var record = seen.Record;
        var candidate = record.Stable?.Other() ?? Colour.Blue;
        var weight = seen.Services.Value?[candidate]?.TargetGroupArn is { } group ? seen.Rules.Value?.MostOf(group) ?? 0 : 0;
        foreach (var check in target.Rollout.ChecksAt(weight).OfType<TaskCheckSpec>())
        {
            var hook = CheckHooks.Of(check, weight, record, target.Revision);
            var noted = seen.Definition.Value?.Checks.GetValueOrDefault(hook);
            yield return new TaskReading(check, hook, noted, noted is null ? Ended(seen.Checks.Tasks.FirstOrDefault(task => task.Hook == hook)?.Task) : null);
        }
    }

    private static OneOffTask? Ended(OneOffTask? task) => task is { Stopped: false } ? task with { LastStatus = "STOPPED", ExitCode = 0 } : task;

    private static IEnumerable<DateTimeOffset> Times(DateTimeOffset now, TimeSpan every, int count) => Enumerable.Range(0, count).Select(ago => now - ((count - 1 - ago) * every));

    public static Fact<T> Again<T>(Fact<T> fact, DateTimeOffset now) => fact.Known ? Fact<T>.Of(fact.Value!, now) : fact;
}
