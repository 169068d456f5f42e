namespace Publican.Tests.Rollouts.Model;

/// <param name="Unleased">For a broken variant: a leader that was stopped goes on as if it still had its lease.</param>
/// <param name="Unread">For a broken variant: nobody reads anything right before a write.</param>
/// <param name="Calm">Every write ends well, no process dies: what is left are commits, people, illness and leaders that are stopped.</param>
internal sealed record Course(bool Unleased = false, bool Unread = false, bool Calm = false);

/// <summary>
/// Walks every reachable state (contract, section 7): the desired revision changes at any moment, every write ends as ok, lost answer,
/// no effect, crash before or crash after, a person may move weights, the stable side may fall sick, and after a crash reads may show the world before the last write.
/// </summary>
internal sealed class ModelChecker
{
    private readonly Machine _machine;
    private readonly Course _course;
    private readonly Violations _violations = new();
    private readonly Pool<World> _worlds = new(world => world.Key);
    private readonly Passes _passes;
    private readonly StateJudge _states;
    private readonly DecisionJudge _decisions;
    private readonly LateJudge _late;
    private readonly Dictionary<(int Before, int Now), World> _old = [];

    public ModelChecker(Machine machine, Course? course = null)
    {
        (_machine, _course) = (machine, course ?? new Course());
        _states = new(machine, _violations);
        _decisions = new(machine, _violations);
        _late = new(machine, _violations);
        _passes = new(machine, _course, _worlds, _violations);
    }

    /// <param name="stopAtFirst">A mutant is caught by its first violation.</param>
    public Findings Run(World start, int stateLimit = 400_000, bool stopAtFirst = false)
    {
        var (first, key) = One(new State(start, start, State.Rested(State.Restarted)));
        var (seen, found, transitions) = (new HashSet<(int, int, int, int)> { key }, new List<State> { first }, 0);
        var judged = new HashSet<World>(ReferenceEqualityComparer.Instance);
        for (var at = 0; at < found.Count && !(stopAtFirst && _violations.Found.Count > 0); at++)
        {
            if (judged.Add(found[at].World))
                _states.Judge(found[at].World);
            foreach (var next in Successors(found[at]))
            {
                transitions++;
                (var one, key) = One(next);
                if (seen.Add(key))
                    found.Add(one);
                if (found.Count > stateLimit)
                    throw new InvalidOperationException($"more than {stateLimit} states: the model does not end");
            }
        }

        var endings = new Endings(_machine, _worlds, _passes.Memories);
        return new Findings(found.Count, transitions, _violations.Found, [.. found.SelectMany(endings.Wedges)], endings.Longest);
    }

    /// <summary>The one object for all equal states.</summary>
    private (State One, (int, int, int, int) Key) One(State state)
    {
        var (world, number) = _worlds.Of(state.World);
        var (before, last) = ReferenceEquals(state.World, state.Before) ? (world, number) : _worlds.Of(state.Before);
        if (last != number)
        {
            if (!_old.TryGetValue((last, number), out var shown))
                _old.Add((last, number), shown = _worlds.Of(before.SeenFrom(world)).One);
            (before, last) = _worlds.Of(shown);
        }

        var (memory, remembered) = _passes.Memories.Of(state.Memory);
        var zombie = state.Zombie is null ? (One: null, Number: -1) : _passes.Memories.Of(state.Zombie);
        return (new State(world, before, memory, zombie.One), (number, last, remembered, zombie.Number));
    }

    private IEnumerable<State> Successors(State state)
    {
        foreach (var next in Moves.From(state, _machine))
            yield return next;
        foreach (var next in _late.Arrivals(state))
            yield return next;

        // Time passes: reads are fresh again, and old colours are due for retirement.
        var world = state.World;
        var rested = _passes.Rested(state.Memory);
        var facts = _passes.FactsOf(world);
        yield return state with { Before = world, Memory = rested };
        if (facts.Retired is { } retired)
            yield return state with { World = retired, Before = world, Memory = rested };

        foreach (var view in state.IsSettled ? new[] { world } : [world, state.Before])
        {
            foreach (var pass in _passes.FactsOf(view).Answers.Select(answer => _passes.Of(view, state.Memory, answer)))
            {
                foreach (var next in Outcomes(state, pass))
                    yield return next;
            }
        }

        if (state.IsSettled)
            Judge(state, facts);
    }

    /// <summary>What is decided in a state that is seen as it is.</summary>
    private void Judge(State state, WorldFacts facts)
    {
        var passes = facts.Answers.Select(answer => (Answer: answer, _passes.Of(state.World, state.Memory, answer).Decision)).ToList();
        foreach (var (answer, decision) in passes)
            _decisions.Judge(state.World, decision, answer);
        if (facts.Retired is null && state.World.Late is null && passes.TrueForAll(pass => pass.Decision.Action is null))
            _decisions.JudgeRest(state.World, passes.Select(pass => pass.Decision));
    }

    /// <summary>How a write may end.</summary>
    private IEnumerable<State> Outcomes(State state, Pass pass)
    {
        var world = state.World;
        if (_passes.Effect(world, pass) is not { } after)
        {
            yield return state with { Memory = pass.Memory };
            yield break;
        }

        yield return state with { World = after, Before = world, Memory = pass.Done! };
        if (!_course.Calm)
        {
            yield return state with { World = after, Before = world, Memory = pass.Unclear! };
            yield return state with { Memory = pass.Unclear! };
            yield return state with { Memory = State.Restarted };
            yield return state with { World = after, Before = world, Memory = State.Restarted };
        }

        if (world.PausesLeft > 0)
        {
            var paused = world with { PausesLeft = world.PausesLeft - 1, Late = pass.Decision.Action };
            yield return new State(paused, state.Before, State.Restarted, _course.Unleased ? State.Seen(pass.Done!) : null);
        }
    }
}
