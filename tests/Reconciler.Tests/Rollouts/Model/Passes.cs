using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts.Model;

/// <summary>One look and one decision, and what the process remembers after its write, by how that ended.</summary>
internal sealed record Pass(Decision Decision, ProcessMemory Memory, ProcessMemory? Done, ProcessMemory? Unclear);

/// <param name="Retired">The same world when the time of the old colour is over; null where it has none.</param>
internal sealed record WorldFacts(IReadOnlyList<Answer> Answers, World? Retired);

/// <summary>The decision function is pure: what it said once about a view and a memory is not asked again, nor is a write judged twice in one world.</summary>
internal sealed class Passes(Machine machine, Course course, Pool<World> worlds, Violations violations)
{
    private readonly WriteJudge _writes = new(machine, violations);
    private readonly StateJudge _states = new(machine, violations);
    private readonly Dictionary<(int View, int Memory, Answer Answer), Pass> _passes = [];
    private readonly Dictionary<(int World, int Pass), World?> _effects = [];
    private readonly Dictionary<Pass, int> _numbers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<int, WorldFacts> _facts = [];
    private readonly Dictionary<ProcessMemory, ProcessMemory> _rested = new(ReferenceEqualityComparer.Instance);

    public Pool<ProcessMemory> Memories { get; } = new(State.KeyOf);

    public WorldFacts FactsOf(World world)
    {
        var (one, number) = worlds.Of(world);
        if (_facts.TryGetValue(number, out var facts))
            return facts;
        var retired = one.Read() is { RetireAt: { } at } record && at > Sample.Now ? worlds.Of(one.Write(record with { RetireAt = Sample.Now })).One : null;
        _facts.Add(number, facts = new(machine.Answers(one), retired));
        return facts;
    }

    public ProcessMemory Rested(ProcessMemory memory)
    {
        if (!_rested.TryGetValue(memory, out var rested))
            _rested.Add(memory, rested = Memories.Of(State.Rested(memory)).One);
        return rested;
    }

    public Pass Of(World view, ProcessMemory memory, Answer answer)
    {
        var key = (worlds.Of(view).Number, Memories.Of(memory).Number, answer);
        if (_passes.TryGetValue(key, out var known))
            return known;
        var (decision, remembered) = machine.Decide(view, memory, answer);
        var pass = decision.Action is null
            ? new Pass(decision, Memories.Of(remembered).One, null, null)
            : new Pass(
                decision,
                Memories.Of(remembered).One,
                Memories.Of(Remember.Done(remembered, decision, Sample.Now, Sample.Timing.ReadLag)).One,
                Memories.Of(Remember.Unclear(remembered, decision, Sample.Now, Sample.Timing.ReadLag)).One);
        _passes.Add(key, pass);
        _numbers.Add(pass, _passes.Count);
        return pass;
    }

    /// <summary>The world after the write of a pass; null where it writes nothing, or is refused at the last door.</summary>
    public World? Effect(World world, Pass pass)
    {
        var key = (worlds.Of(world).Number, _numbers[pass]);
        if (!_effects.TryGetValue(key, out var after))
            _effects.Add(key, after = Write(world, pass));
        return after;
    }

    private World? Write(World world, Pass pass)
    {
        // What another leader wrote, and our reads do not show yet, is for the fresh read right before the write.
        var twoLeaders = world.PausesLeft > 0 || world.Late is not null || world.Disturbed;
        if (pass.Decision.Action is not { } action || (twoLeaders && !course.Unread && Fresh.Refusal(world, action, machine.Committed(world), machine.Kinds) is not null))
            return null;
        _writes.Judge(world, pass);
        var after = worlds.Of(world.Apply(action)).One;
        _states.JudgeChange(world, after, action);
        return after;
    }
}
