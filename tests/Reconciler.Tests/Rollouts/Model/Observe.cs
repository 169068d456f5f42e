using System.Collections.Immutable;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts.Model;

/// <summary>What the reconciler would read in a world, with one possible verdict of the checks.</summary>
internal static class Observe
{
    public static ServiceObservation World(World world, Target target, IReadOnlyDictionary<string, Kind> kinds, Answer answer)
    {
        var registered = world.Registered.Contains(target.Revision);
        var settings = target.GroupSettings;
        var seen = new ServiceObservation
        {
            Services = Fact(new Pair<EcsService?>(Service(world, Colour.Blue, kinds), Service(world, Colour.Green, kinds))),
            Rules = Fact(ServiceRules.Of(Rules(world))),
            TargetGroups = Fact(new Pair<TargetGroup?>(
                world.Groups ? Sample.TargetGroup(Colour.Blue, settings) : null, world.Groups ? Sample.TargetGroup(Colour.Green, settings) : null)),
            Health = Fact(new Pair<GroupHealth>(Health(world, Colour.Blue, kinds), Health(world, Colour.Green, kinds))),
            Definition = Fact(registered
                ? new TaskDefinition($"arn:definition/{target.Revision}", target.Revision, JobResult.Parse(world.JobResult.GetValueOrDefault(target.Revision)))
                {
                    Checks = world.CheckNoted.Where(noted => noted.StartsWith(target.Revision, StringComparison.Ordinal))
                        .ToImmutableSortedDictionary(noted => noted[target.Revision.Length..], _ => new JobResult(Code: null)),
                }
                : null),
            Scaling = Fact(world.Scaling),
            Preflight = Fact(Sample.Preflight),
            Checks = Readings(world, target, answer) with { PreviewSettled = true, Tasks = [.. Tasks(world, target, kinds)] },
            Intents = Fact(new Intents(world.Intents, [])),
        };
        return seen with
        {
            BeforeJob = Fact(world.JobStarted.Contains(target.Revision + seen.Record.BeforeHook(target.Revision))
                ? new OneOffTask("arn:task/1", "STOPPED", Sample.Now, kinds[target.Revision] == Kind.JobFails ? 1 : 0, "Essential container in task exited")
                : null),
        };
    }

    private static IEnumerable<Rule> Rules(World world)
    {
        if (world.GreenWeight is { } green)
            yield return Sample.Production(100 - green, world.RuleRevision ?? "-");
        if (world.SecondGreen is { } second)
            yield return Sample.Production(100 - second, world.RuleRevision ?? "-") with { Arn = Sample.SecondRule, ListenerArn = Sample.Secure };
        if (world.Preview is { } preview)
            yield return Sample.PreviewTo(preview);
        if (world.SecondPreview is { } other)
            yield return Sample.PreviewTo(other) with { Arn = Sample.SecondPreview, ListenerArn = Sample.Secure };
    }

    /// <summary>The command of a check task that exits 1 where its revision is one whose jobs fail.</summary>
    public const string Fails = "fails";

    private static IEnumerable<TaskReading> Tasks(World world, Target target, IReadOnlyDictionary<string, Kind> kinds)
    {
        var weight = world.WeightOf(world.Read().Stable?.Other() ?? Colour.Blue);
        foreach (var check in target.Rollout.ChecksAt(weight).OfType<TaskCheckSpec>())
        {
            var hook = CheckHooks.Of(check, weight, world.Read(), target.Revision);
            var noted = world.CheckNoted.Contains(target.Revision + hook) ? new JobResult(Code: null) : null;
            var exit = kinds[target.Revision] == Kind.JobFails && check.Command.Contains(Fails) ? 1 : 0;
            yield return new TaskReading(check, hook, noted, noted is null && world.CheckStarted.Contains(target.Revision + hook)
                ? new OneOffTask("arn:task/check", "STOPPED", Sample.Now, exit, "Essential container in task exited")
                : null);
        }
    }

    /// <summary>
    /// Before the candidate has traffic the same path is asked on both sides; under traffic only the candidate's answers are seen, and metrics tell the sides apart; in the
    /// bake the stable one has no requests.
    /// </summary>
    private static CheckReadings Readings(World world, Target target, Answer answer)
    {
        var stable = world.Read().Stable;
        var weight = world.WeightOf(stable?.Other() ?? Colour.Blue);
        var readings = Sample.Answered(answer == Answer.Good, Sample.Now);
        var (candidate, other) = (new Figure(100, answer == Answer.BothBad ? 50 : 0), stable is { } asked && world.Ails[asked] == Ailment.Failing ? new Figure(weight < 100 ? 100 : 0, 50) : new Figure(100, 0));
        readings = readings with { Metrics = [.. target.Rollout.Checks.OfType<MetricCheckSpec>().Select(check => new MetricReading(check, Sample.Now, candidate, other))] };
        return weight == 0 && stable is { } side && world.Ails[side] != Ailment.None
            ? readings with { Http = [.. readings.Http, .. readings.Http.Select(sample => sample with { OfCandidate = false, Good = false })] }
            : readings;
    }

    public static bool IsHealthy(World world, Colour colour, IReadOnlyDictionary<string, Kind> kinds) =>
        Runs(world, colour, kinds) && world.Ails[colour] != Ailment.Unhealthy;

    public static bool Runs(World world, Colour colour, IReadOnlyDictionary<string, Kind> kinds) =>
        world.Count[colour] > 0 && world.Revision[colour] is { } revision && kinds[revision] != Kind.NeverHealthy && world.Ails[colour] != Ailment.Down;

    private static GroupHealth Health(World world, Colour colour, IReadOnlyDictionary<string, Kind> kinds) =>
        IsHealthy(world, colour, kinds) ? Sample.Healthy(world.Count[colour]) : GroupHealth.None;

    private static EcsService? Service(World world, Colour colour, IReadOnlyDictionary<string, Kind> kinds)
    {
        if (world.Revision[colour] is not { } revision)
            return null;
        var count = world.Count[colour];
        var up = count == 0 || Runs(world, colour, kinds);
        return Sample.Service(colour, revision, count, up ? count : 0, state: up ? "COMPLETED" : "IN_PROGRESS", createdAt: Sample.Now - TimeSpan.FromHours(1)) with
        {
            Verdict = RevisionVerdict.Parse(world.Verdicts.GetValueOrDefault(revision)),
            Tags = colour == Colour.Blue ? world.Tags().ToImmutableSortedDictionary() : ImmutableSortedDictionary<string, string>.Empty,
        };
    }

    private static Fact<T> Fact<T>(T value) => Publican.Observed.Fact<T>.Of(value, Sample.Now);
}
