using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts.Model;

/// <summary>The decision function in the model: what it is asked for, what it sees, what the checks may answer it.</summary>
/// <param name="kinds">Revisions that people commit.</param>
/// <param name="shape">Last word on the spec of every revision.</param>
internal sealed class Machine(Decider decide, IReadOnlyDictionary<string, Kind> kinds, Func<ServiceSpec, ServiceSpec>? shape = null)
{
    /// <summary>A good revision that nobody has committed yet.</summary>
    public const string Fix = "h1:9";

    private readonly Dictionary<string, Target> _targets = kinds.Keys.Append(Fix).ToDictionary(revision => revision, revision => Sample.Target(
        revision, (shape ?? (spec => spec))(Spec()), Sample.Timing with { Settle = TimeSpan.Zero }));

    public IEnumerable<string> Commits => kinds.Keys;

    public IReadOnlyDictionary<string, Kind> Kinds { get; } = new Dictionary<string, Kind>(kinds) { [Fix] = Kind.Good };

    public RolloutSpec RolloutOf(string revision) => _targets[revision].Rollout;

    /// <summary>What is to be released in a world, a person's rollback included.</summary>
    public Target TargetOf(World world) => Pins.Apply(Committed(world), new Intents(world.Intents, []));

    public Target Committed(World world) => _targets[world.Desired];

    public bool IsHealthy(World world, Colour colour) => Observe.IsHealthy(world, colour, Kinds);

    public (Decision Decision, ProcessMemory Memory) Decide(World view, ProcessMemory memory, Answer answer)
    {
        var target = TargetOf(view);
        var seen = Observe.World(view, target, Kinds, answer);
        var remembered = Remember.Seen(memory, seen, target, Sample.Now);
        remembered = remembered with { Idle = new(Drained(view, Colour.Blue), Drained(view, Colour.Green)), LastRevision = null, StoppedSince = null, Counts = new(null, null) };
        return (decide(target, seen, remembered, Sample.Now), remembered);
    }

    /// <summary>What the checks may say about the candidate, the worst last.</summary>
    public IReadOnlyList<Answer> Answers(World view)
    {
        var stable = view.Read().Stable;
        var candidate = stable?.Other() ?? Colour.Blue;
        if (view.Revision[candidate] is not { } revision)
            return [Answer.Good];
        Answer[] own = (Kinds[revision], view.WeightOf(candidate)) switch
        {
            _ when view.Ails[candidate] == Ailment.Failing => [Answer.Bad],
            (Kind.BadInPreview, _) => [Answer.Bad],
            (Kind.BadUnderTraffic, _) when stable is null => [Answer.Good],
            (Kind.BadUnderTraffic, 100) => [Answer.Bad],
            (Kind.BadUnderTraffic, > 0) => [Answer.Good, Answer.Bad],
            _ => [Answer.Good],
        };
        return stable is { } side && view.Ails[side] == Ailment.Failing ? [.. own, Answer.BothBad] : own;
    }

    private static ServiceSpec Spec()
    {
        var spec = Sample.Spec(steps: [new(10, TimeSpan.Zero), new(50, TimeSpan.Zero)]);
        return spec with { DeregistrationDelay = TimeSpan.Zero, Rollout = spec.Rollout with { Bake = TimeSpan.Zero, KeepOld = TimeSpan.FromHours(1) } };
    }

    private static Idle? Drained(World world, Colour colour) => world.WeightOf(colour) > 0 ? null : new Idle(State.Settled, Sample.Now, 2);
}
