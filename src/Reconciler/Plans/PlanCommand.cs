using System.Collections.Immutable;
using Publican.Actions;
using Publican.Aws;
using Publican.Desired;
using Publican.Loop;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;
using Publican.Status;
using Publican.Validation;

namespace Publican.Plans;

/// <summary>
/// Reads the files as the reconciler would, and AWS as it is, and says which changing calls would follow if these files were committed. The reads and the
/// decisions are the loop's own; the gate lets no changing call through.
/// </summary>
public static class PlanCommand
{
    private const int NoChanges = 0, Failed = 1, Changes = 2;

    /// <param name="endpoint">AWS_ENDPOINT_URL; null for what the environment says.</param>
    /// <returns>The exit code (0 no changes, 2 changes, 1 where something is in the way), and what to print.</returns>
    /// <exception cref="PlanException">There is no plan.</exception>
    public static async Task<(int ExitCode, string Output)> RunAsync(PlanArguments arguments, Uri? endpoint, bool coloured, TimeProvider clock, CancellationToken cancel)
    {
        var desired = Read(arguments.Folder, endpoint);
        try
        {
            var plan = await PlanAsync(desired, clock, cancel);
            return (plan.IsStuck ? Failed : plan.HasChanges ? Changes : NoChanges, arguments.Json ? PlanJson.Of(plan) : new PlanText(coloured).Of(plan));
        }
        catch (Exception error) when (AwsErrors.IsExternal(error) || error is MissingOutputsException)
        {
            throw new PlanException($"{desired.Environment.Name} cannot be read: {AwsErrors.Describe(error)}");
        }
    }

    private static DesiredState Read(string folder, Uri? endpoint)
    {
        try
        {
            var result = ValidateCommand.Read(folder, endpoint);
            return result.State ?? throw new PlanException(
                $"{folder} is not valid; publican validate {folder} shows it:\n{string.Join('\n', result.Errors.Select(error => FormattableString.Invariant($"{error.File}:{error.Line}:{error.Column} {error.Key}: {error.Message}")))}");
        }
        catch (ValidateException error)
        {
            throw new PlanException(error.Message);
        }
    }

    /// <param name="configure">Last word on the AWS clients: tests put their credentials in here.</param>
    internal static async Task<EnvironmentPlan> PlanAsync(DesiredState desired, TimeProvider clock, CancellationToken cancel, Action<Amazon.Runtime.ClientConfig>? configure = null)
    {
        var environment = desired.Environment;
        var log = Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;
        using var session = EnvironmentSession.Open(environment, new ReadsOnly(), clock, log, configure);
        var pass = new ServicePass(session, new StatusBoard(clock), clock, log);

        var (outputs, versions, managed) = await session.ResolveAsync(desired, cancel);
        var jobs = desired.Jobs.ToDictionary(job => job.Name, StringComparer.Ordinal);
        var resolutions = desired.Workloads.ToDictionary(
            workload => workload.Spec.Name, workload => TargetResolver.Resolve(workload.Spec, environment, outputs, versions, desired.Commit, managed), StringComparer.Ordinal);
        var targets = resolutions.Values.Select(resolution => resolution.Target).OfType<Target>()
            .Select(target => target.Among(desired.Services) with { Job = jobs.GetValueOrDefault(target.Spec.Name) }).ToList();

        // First: what is deleted makes room for what comes, as when a service was renamed.
        var orphans = await OrphansAsync(session, desired, outputs, clock, cancel);
        var freed = orphans.SelectMany(orphan => orphan.Freed).ToHashSet(StringComparer.Ordinal);
        var swept = await Sweep.ReadAsync(session, targets, _ => true, Leadership.Alone, clock, cancel);

        var services = ImmutableArray.CreateBuilder<ServicePlan>();
        foreach (var resolved in targets)
        {
            var work = new ServiceWork(resolved.Spec.Name, session.NewDetailReader(), new ProcessMemory { StartedAt = clock.GetUtcNow(), Housekeeping = Housekeeping.Due }, new Backoff(1));
            var (target, seen) = await pass.LookAsync(work, resolved, Without(freed, swept[resolved.Spec.Name]), cancel);
            var plan = Projection.Of(target, seen, clock.GetUtcNow());
            services.Add(plan with { Changes = await ChangesAsync(session, plan, seen, cancel), IsNew = target.Job is null && seen.HasNothing });
        }

        return new EnvironmentPlan(
            environment.Name,
            services.ToImmutable(),
            resolutions.Where(one => one.Value.Target is null).ToImmutableSortedDictionary(one => one.Key, one => one.Value.Missing, StringComparer.Ordinal),
            orphans);
    }

    private static ServiceObservation Without(HashSet<string> freed, ServiceObservation seen) => seen.Rules.Value is not { } rules ? seen
        : seen with { Rules = Fact<ServiceRules>.Of(rules with { Taken = [.. rules.Taken.Where(place => !freed.Contains(place.RuleArn))] }, seen.Rules.At) };

    private static async Task<ImmutableArray<OrphanPlan>> OrphansAsync(EnvironmentSession session, DesiredState desired, EnvironmentOutputs outputs, TimeProvider clock, CancellationToken cancel)
    {
        var environment = desired.Environment;
        var apps = await session.Cluster.ListAppsAsync(environment.Name, outputs.Cluster, cancel);
        var left = apps.Except(desired.Services.Select(service => service.Name)).Order(StringComparer.Ordinal).ToList();
        var orphans = ImmutableArray.CreateBuilder<OrphanPlan>();
        var intents = left.Count > 0 ? await session.IntentsAsync(cancel) : Fact<IReadOnlyDictionary<string, Intents>>.NotRead;
        foreach (var name in left)
        {
            var (target, seen) = await DepartureReader.ReadAsync(session, name, desired, outputs, clock, cancel);
            var word = intents.Value?.GetValueOrDefault(name, Intents.None) ?? Intents.None;
            var refusal = PruneGuard.Refusal(name, environment.Prune, desired.Services.Length, left.Count, TimeSpan.MaxValue, word, DepartureReader.RevisionOf(seen), clock.GetUtcNow());
            orphans.Add(OrphanPlan.Of(target, seen with { Intents = Fact<Intents>.Of(word, clock.GetUtcNow()) }, refusal, clock.GetUtcNow()));
        }

        return orphans.ToImmutable();
    }

    /// <summary>Where tasks of another task definition come up: what is other about them.</summary>
    private static async Task<ImmutableArray<FieldChange>> ChangesAsync(EnvironmentSession session, ServicePlan plan, ServiceObservation seen, CancellationToken cancel)
    {
        if (plan.Target.Job is not null && plan.Steps.Any(step => step.Action is PlannedAction.RegisterTaskDefinition))
            return FieldDiff.Of(TaskDefinitionDocument.For(plan.Target), seen.Job.Value?.NewestArn is { } newest ? await session.DescribeAsync(newest, cancel) : null);
        if (!plan.Steps.Any(step => step.StartsDeployment) || plan.Target.Pin is not null)
            return [];
        var side = plan.Target.Names.Single ? Colour.Blue : seen.Record.Stable;
        var arn = side is { } stable ? seen.Services.Value?[stable]?.TaskDefinitionArn : null;
        var live = arn is null ? null : await session.DescribeAsync(arn, cancel);
        return FieldDiff.Of(TaskDefinitionDocument.For(plan.Target), live);
    }
}
