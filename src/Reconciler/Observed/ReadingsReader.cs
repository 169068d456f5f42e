using System.Collections.Immutable;
using Publican.Desired;

namespace Publican.Observed;

/// <summary>
/// Takes the samples of a candidate's checks, those of its present weight only, all kinds at once. One instance a service: it remembers them.
/// </summary>
public sealed class ReadingsReader(
    MetricReader metrics, AlarmReader alarms, HttpProber prober, OutsideChecks outside, CrashReader crashes, JobReader jobs, TimeProvider clock)
{
    /// <summary>Of each metric check: the last one is judged, those before are evidence.</summary>
    private const int FiguresKept = 10;

    private ImmutableArray<MetricReading> _figures = [];

    public async Task<CheckReadings> ReadAsync(ServiceObservation seen, Question question, CancellationToken cancel)
    {
        var record = seen.Record;
        var candidate = CandidateOf(seen);
        var (group, stableGroup) = (DetailReader.GroupArn(seen, candidate), DetailReader.GroupArn(seen, candidate.Other()));
        var weight = WeightOf(seen);
        var checks = question.Spec.Rollout.ChecksAt(weight).ToList();

        // What is quarantined drains: nothing more is asked about it.
        var tried = seen.Services.Value![candidate] is { Up: true } service && service.Revision == question.Revision && record.BadFor(question.Revision) is null ? service : null;
        var isServing = tried is { Running: > 0 } && seen.Health.Value?[candidate].Healthy > 0;

        var probes = isServing
            ? prober.ProbeAsync([.. checks.OfType<HttpCheckSpec>()], Preview(), record.Stable is not null && weight == 0 ? Production() : null, question.Environment.Timing.Settle, cancel)
            : Task.CompletedTask;
        var ringing = alarms.ReadAsync([.. checks.OfType<AlarmCheckSpec>().Select(check => check.Name).Distinct()], weight == 0, cancel);
        var ended = tried is null ? Task.FromResult(Crashes.None) : crashes.ReadAsync(question.Names.Cluster, tried, cancel);
        var measured = weight > 0 && record.Since is { } since && since.Weight == weight && group is not null && stableGroup is not null
            ? MeasureAsync([.. checks.OfType<MetricCheckSpec>()], Scope(since.At, group, stableGroup), cancel)
            : Task.CompletedTask;
        var ran = Task.WhenAll(checks.OfType<TaskCheckSpec>().Select(check => FindTaskAsync(check, weight, isServing, seen, question, cancel)));
        await Task.WhenAll(probes, ringing, ended, measured, ran);

        return CheckReadings.None with
        {
            Http = prober.Samples,
            Metrics = _figures,
            Alarms = await ringing,
            Crashes = await ended,
            Tasks = [.. await ran],
            PreviewSettled = isServing && prober.IsSettled,
            Asked = isServing ? outside.Ask(checks.OfType<AskedCheckSpec>().Where(check => weight > 0 || check is not PrometheusCheckSpec), About()) : [],
        };

        MetricScope Scope(DateTimeOffset stepSince, string own, string other)
        {
            var from = stepSince > question.ProcessStartedAt ? stepSince : question.ProcessStartedAt;
            return new MetricScope(question.Environment, question.ListenerArn, own, other, from, clock.GetUtcNow());
        }

        Rule? Preview() => seen.Rules.Value!.PreviewOf(question.ListenerArn, question.Spec.Routes[0].Priority);

        // A route that moved to another listener may have no rule of its conditions yet.
        Rule? Production() => seen.Rules.Value!.Production.FirstOrDefault(rule => Preview() is { } preview && rule.Hosts.SequenceEqual(preview.Hosts) && rule.Paths.SequenceEqual(preview.Paths))
            ?? seen.Rules.Value!.Production.FirstOrDefault();

        Subject About()
        {
            var step = question.Spec.Rollout.Steps.Select(step => step.Weight).ToList().IndexOf(weight) + 1;
            return new Subject(
                question.Names.Service, question.Names.Environment, question.Revision, question.Commit, candidate, weight, step > 0 ? step : null, group, stableGroup);
        }
    }

    /// <summary>For strategy rolling: there are no requests to look at.</summary>
    /// <param name="tried">The service while it runs what is not proven; null while an alarm would not be its doing.</param>
    public async Task<CheckReadings> ReadRollingAsync(EcsService? tried, Question question, CancellationToken cancel)
    {
        var names = question.Spec.Rollout.Checks.OfType<AlarmCheckSpec>().Select(check => check.Name).Distinct();
        var ringing = alarms.ReadAsync([.. names], beforeTraffic: tried is null, cancel);
        var ended = tried is null ? Task.FromResult(Crashes.None) : crashes.ReadAsync(question.Names.Cluster, tried, cancel);
        await Task.WhenAll(ringing, ended);
        return CheckReadings.None with { Alarms = await ringing, Crashes = await ended };
    }

    /// <summary>The names of the one-off tasks that the present weight asks for.</summary>
    public static IReadOnlyList<string> HooksOf(ServiceObservation seen, Question question)
    {
        var weight = WeightOf(seen);
        return [.. question.Spec.Rollout.ChecksAt(weight).OfType<TaskCheckSpec>().Select(check => CheckHooks.Of(check, weight, seen.Record, question.Revision))];
    }

    private static Colour CandidateOf(ServiceObservation seen) => seen.Record.Stable?.Other() ?? Colour.Blue;

    private static int WeightOf(ServiceObservation seen) =>
        DetailReader.GroupArn(seen, CandidateOf(seen)) is { } group ? seen.Rules.Value!.MostOf(group) : 0;

    private async Task<TaskReading> FindTaskAsync(TaskCheckSpec check, int weight, bool isServing, ServiceObservation seen, Question question, CancellationToken cancel)
    {
        var hook = CheckHooks.Of(check, weight, seen.Record, question.Revision);
        if (seen.Definition.Value?.Checks.GetValueOrDefault(hook) is { } noted)
            return new TaskReading(check, hook, noted, Task: null);

        // Before the candidate serves there is nothing to run it against, and nothing to look for.
        if (!isServing)
            return new TaskReading(check, hook, Noted: null, Task: null);
        var found = await Reading.TryAsync(clock, "ListTasks", () => jobs.FindAsync(question.Names, question.Revision, hook, cancel), cancel);
        return new TaskReading(check, hook, Noted: null, found.Value, found.Error);
    }

    private async Task MeasureAsync(IReadOnlyCollection<MetricCheckSpec> checks, MetricScope scope, CancellationToken cancel)
    {
        var read = await Task.WhenAll(checks.Select(async check =>
        {
            var fact = await Reading.TryAsync(clock, "GetMetricData", () => metrics.ReadAsync(check, scope, cancel), cancel);
            return fact.Known ? fact.Value : MetricReading.Unreadable(check, fact.At, fact.Error!);
        }));
        _figures = [.. checks.SelectMany(check => _figures.Concat(read.OfType<MetricReading>()).Where(reading => reading.Check == check).TakeLast(FiguresKept))];
    }
}
