using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Publican.Desired;

namespace Publican.Observed;

/// <summary>
/// The reads that only a service in rollout or in trouble is worth: target groups, target health, task definition, job, checks.
/// One instance a service: it remembers the samples of its checks and the last good health.
/// </summary>
public sealed class DetailReader(
    TargetGroupReader groups, TaskDefinitionReader definitions, JobReader jobs, ReadingsReader readings, PreflightReader preflight, RunsReader runs, TimeProvider clock)
{
    /// <summary>
    /// How long target groups are believed as read. They change by our own hand, and then they are read anew. All of ELB's reads
    /// share one bucket of the account (40, then 10 a second): it is kept for rules and target health, which a rollback hangs on.
    /// </summary>
    private static readonly TimeSpan GroupsKept = TimeSpan.FromSeconds(30);

    private (string Revision, Fact<JobSighting> Sighting) _runs = ("", Fact<JobSighting>.NotRead);
    private (string Revision, Fact<PreflightFacts> Facts) _preflight = ("", Fact<PreflightFacts>.NotRead);
    private (string Of, DateTimeOffset Next, Fact<TargetGroup?> Fact) _stableGroup = ("", default, Fact<TargetGroup?>.NotRead);
    private Fact<Pair<TargetGroup?>> _groups = Fact<Pair<TargetGroup?>>.NotRead;
    private Fact<Pair<GroupHealth>> _restingHealth = Fact<Pair<GroupHealth>>.NotRead;
    private Fact<Pair<TargetGroup?>> _restingGroups = Fact<Pair<TargetGroup?>>.NotRead;

    public async Task<ServiceObservation> ReadAsync(ServiceObservation swept, Question question, CancellationToken cancel)
    {
        if (question.Job is { } job)
            return await ReadJobAsync(swept, question, job, cancel);
        var seen = await ReadDetailsAsync(swept, question, cancel);
        return question.WantsHistory && seen.Services.Known
            ? seen with { History = await TryAsync("ListTaskDefinitions", () => definitions.HistoryAsync(question.Names.Family, cancel), cancel) }
            : seen;
    }

    private async Task<ServiceObservation> ReadDetailsAsync(ServiceObservation swept, Question question, CancellationToken cancel)
    {
        if (!swept.Services.Known || !swept.Rules.Known)
            return swept;
        if (swept.OtherShape.Value is not null)
        {
            var other = swept with { Services = swept.OtherShape };
            swept = swept with { Health = await TryAsync("DescribeTargetHealth", () => ReadHealthAsync(other, cancel), cancel) };
        }

        if (question.Names.Single)
            return await ReadRollingAsync(swept, question, cancel);
        var (services, rules, record) = (swept.Services.Value!, swept.Rules.Value!, swept.Record);
        var preparing = record.Stable is not { } stable || services[stable]?.Revision != question.Revision;
        var atRest = IsAtRest(services, rules, record, question) && swept.RetryOf(question.Revision) is null;
        if (atRest)
            swept = swept with { StableGroup = await ReadStableGroupAsync(record.Stable!.Value, services[record.Stable!.Value]!, question, cancel) };
        if (atRest && IsWhole(_restingHealth, services, record) && _restingGroups.Error is null)
            return swept with { Health = _restingHealth, TargetGroups = _restingGroups };

        var seen = swept;
        if (preparing || rules.Production.IsEmpty || services.Blue?.TargetGroupArn is null || services.Green?.TargetGroupArn is null)
            seen = seen with { TargetGroups = await ReadGroupsAsync(question, cancel) };
        if (preparing)
            seen = await ReadPreparationAsync(seen, question, cancel);
        if (preparing && !question.Named && seen.IsNew(question.Revision))
            seen = seen with { Preflight = await ReadPreflightAsync(question, cancel) };
        seen = seen with { Health = await TryAsync("DescribeTargetHealth", () => ReadHealthAsync(seen, cancel), cancel) };
        (_restingHealth, _restingGroups) = (seen.Health, seen.TargetGroups);
        return atRest ? seen : seen with { Checks = await readings.ReadAsync(seen, question, cancel) };
    }

    /// <summary>
    /// Settings of a target group drift only by a person's hand, and reading them costs three calls of ELB's small bucket: so it is done now and then, at
    /// another moment for each service. What was read stands until then, as long as it is about the same side.
    /// </summary>
    private async Task<Fact<TargetGroup?>> ReadStableGroupAsync(Colour stable, EcsService service, Question question, CancellationToken cancel)
    {
        var (now, every, of) = (clock.GetUtcNow(), question.GroupEvery, $"{service.TargetGroupArn} {service.Revision}");
        if (_stableGroup.Of != of)
            _stableGroup = (of, now + (every * Stagger(question.Names.Service)), Fact<TargetGroup?>.NotRead);
        if (now >= _stableGroup.Next || question.GroupsJustWritten)
            _stableGroup = (of, now + every, await TryAsync("DescribeTargetGroups", () => groups.ReadAsync(question.Names, stable, cancel), cancel));
        return _stableGroup.Fact;
    }

    /// <summary>From 0 to 1, the same for a name in every process; a hash that mixes, because names of one estate differ in a digit or two.</summary>
    internal static double Stagger(string name) => BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name))) / (uint.MaxValue + 1.0);

    private async Task<ServiceObservation> ReadRollingAsync(ServiceObservation swept, Question question, CancellationToken cancel)
    {
        var (service, record) = (swept.Services.Value!.Blue, swept.Record);
        var (isProven, runsIt) = (record.Proven?.Revision == question.Revision, service is { Desired: > 0 } && service.Revision == question.Revision);
        var retried = swept.RetryOf(question.Revision) is not null;
        if (record.Attempt is null && !retried && ((isProven && runsIt) || (record.BadFor(question.Revision) is not null && service?.Revision == record.Proven?.Revision)))
            return swept;
        var seen = runsIt && !retried ? swept : await ReadPreparationAsync(swept, question, cancel);

        if (!runsIt && !question.Named && record.Attempt?.Revision != question.Revision)
            seen = seen with { Preflight = await ReadPreflightAsync(question, cancel) };

        // An alarm while something unproven runs is its doing, also where a newer commit is about to replace it.
        var isTried = record.Attempt is { } attempt && service is { Desired: > 0 } && service.Revision == attempt.Revision;
        return seen with { Checks = await readings.ReadRollingAsync(isTried ? service : null, question, cancel) };
    }

    /// <summary>At rest nothing changes but by our own hand: a thousand CronJobs that wait must not cost calls.</summary>
    private async Task<ServiceObservation> ReadJobAsync(ServiceObservation swept, Question question, JobSpec job, CancellationToken cancel)
    {
        if (question.RunsMatter || question.RunsUnknown || _runs.Revision != question.Revision || !_runs.Sighting.Known)
            _runs = (question.Revision, await TryAsync("the runs of the job", () => runs.ReadAsync(question.Names, question.Revision, job.Cron is not null, question.RunsUnknown, cancel), cancel));
        var sighting = _runs.Sighting;
        var seen = swept with
        {
            Job = sighting,
            Definition = sighting.Known ? Fact<TaskDefinition?>.Of(sighting.Value!.Definition, sighting.At) : Fact<TaskDefinition?>.Failed(sighting.Error ?? "not read", sighting.At),
        };
        return sighting is { Known: true, Value.Definition: null } ? seen with { Preflight = await ReadPreflightAsync(question, cancel) } : seen;
    }

    private async Task<Fact<Pair<TargetGroup?>>> ReadGroupsAsync(Question question, CancellationToken cancel)
    {
        var areKept = !question.GroupsJustWritten && _groups.IsFresh(clock.GetUtcNow(), GroupsKept) && _groups.Value is { Blue: not null, Green: not null };
        return areKept ? _groups : _groups = await TryAsync("DescribeTargetGroups", () => groups.ReadAsync(question.Names, cancel), cancel);
    }

    /// <summary>Anew with every sweep while the revision waits: a person may create meanwhile what is missing.</summary>
    private async Task<Fact<PreflightFacts>> ReadPreflightAsync(Question question, CancellationToken cancel)
    {
        if (_preflight.Revision != question.Revision || !_preflight.Facts.IsFresh(clock.GetUtcNow(), question.Environment.Sweep))
            _preflight = (question.Revision, await TryAsync("pre-flight", () => preflight.ReadAsync(question, cancel), cancel));
        return _preflight.Facts;
    }

    private static bool IsAtRest(Pair<EcsService?> services, ServiceRules rules, ReleaseRecord record, Question question) =>
        record is { Stable: { } stable, Attempt: null }
        && (services[stable]?.Revision == question.Revision || record.BadFor(question.Revision) is not null)
        && services[stable.Other()] is not { Up: true }
        && rules is { Preview.IsEmpty: true, Production.IsEmpty: false }
        && services[stable]?.TargetGroupArn is { } group && rules.Production.All(rule => rule.Weights.GetValueOrDefault(group) == 100);

    // While ECS keeps the count, its own health checks keep the targets; asking again would only spend the small ELB budget.
    private static bool IsWhole(Fact<Pair<GroupHealth>> health, Pair<EcsService?> services, ReleaseRecord record) =>
        health.Known && record.Stable is { } stable && services[stable] is { Complete: true } service && health.Value![stable].Healthy == service.Desired;

    private async Task<ServiceObservation> ReadPreparationAsync(ServiceObservation seen, Question question, CancellationToken cancel)
    {
        var definition = await TryAsync("DescribeTaskDefinition", () => definitions.FindAsync(question.Names.Family, question.Revision, question.Named, question.Spec.Before is not null, ReadingsReader.HooksOf(seen, question), cancel), cancel);
        seen = seen with { Definition = definition };
        var jobMatters = question.Spec.Before is not null && definition.Value is { Before: not { Succeeded: true } } && seen.FailedBefore is null;
        return jobMatters
            ? seen with { BeforeJob = await TryAsync("ListTasks", () => jobs.FindAsync(question.Names, question.Revision, seen.Record.BeforeHook(question.Revision), cancel), cancel) }
            : seen;
    }

    private async Task<Pair<GroupHealth>> ReadHealthAsync(ServiceObservation seen, CancellationToken cancel) =>
        new(await HealthOfAsync(seen, Colour.Blue, cancel), await HealthOfAsync(seen, Colour.Green, cancel));

    // ECS takes a task out of its group before it stops it: a colour without tasks has no targets worth a call. Where a rule gives it traffic all the same,
    // that it has none may be an old answer, and no evidence.
    private async Task<GroupHealth> HealthOfAsync(ServiceObservation seen, Colour colour, CancellationToken cancel) =>
        GroupArn(seen, colour) is { } arn && (seen.Services.Value![colour] is { Up: true } || seen.Rules.Value!.Production.Any(rule => rule.Weights.GetValueOrDefault(arn) > 0))
            ? await groups.HealthAsync(arn, cancel)
            : GroupHealth.None;

    internal static string? GroupArn(ServiceObservation seen, Colour colour) =>
        seen.Services.Value![colour]?.TargetGroupArn ?? seen.TargetGroups.Value?[colour]?.Arn;

    private Task<Fact<T>> TryAsync<T>(string what, Func<Task<T>> read, CancellationToken cancel) => Reading.TryAsync(clock, what, read, cancel);
}
