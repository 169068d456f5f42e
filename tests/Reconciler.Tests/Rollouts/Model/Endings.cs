using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts.Model;

/// <summary>
/// Where a state leads when nothing fails any more and nobody interferes: it must end, and end right. Asked three times: with every side
/// well again; with the sick ones sick for good; and after one more commit, of a good revision (L7).
/// </summary>
internal sealed class Endings(Machine machine, Pool<World> worlds, Pool<ProcessMemory> memories)
{
    private const int Limit = 80;
    private static readonly Pair<Ailment> Well = new(Ailment.None, Ailment.None);
    private readonly Dictionary<(int World, int Memory), (int Writes, string? Stuck, World World, Decision? Last)> _ends = [];

    private readonly Dictionary<World, (World Well, World? Sick, World? Fixed)> _starts = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ProcessMemory, ProcessMemory> _memories = new(ReferenceEqualityComparer.Instance);

    /// <summary>Writes of the longest way to an end.</summary>
    public int Longest { get; private set; }

    public IEnumerable<string> Wedges(State state)
    {
        var (well, sick, fixedUp) = From(state.World);
        if (!_memories.TryGetValue(state.Memory, out var memory))
            _memories.Add(state.Memory, memory = memories.Of(State.Rested(state.Memory)).One);
        var recovered = End(well, memory);
        if ((recovered.Stuck ?? (IsRight(recovered.World) ? null : Stopped(recovered.Last))) is { } wedge)
            yield return Told(wedge);
        if (fixedUp is not null && End(fixedUp, memory) is var after && (after.Stuck ?? (IsReleased(after.World) ? null : Stopped(after.Last))) is { } unreleased)
            yield return Told($"L7, after a commit: {unreleased}");
        if (sick is not null && End(sick, memory) is var end && (end.Stuck ?? (IsRight(end.World) || end.Last!.Alarm is not null ? null : Stopped(end.Last))) is { } silent)
            yield return Told($"sick stable, no alarm: {silent}");

        string Told(string what) => $"{what}: {state.World.Key} {state.Memory}";
    }

    /// <summary>People take a pause or a suspension back with a lever, which is no work in AWS. A fix by commit alone needs a stable side that lives (L7).</summary>
    private (World Well, World? Sick, World? Fixed) From(World world)
    {
        if (_starts.TryGetValue(world, out var starts))
            return starts;
        var quiet = world with
        {
            PausesLeft = 0,
            Late = null,
            ChangesLeft = 0,
            HandsLeft = 0,
            LeversLeft = 0,
            IllnessesLeft = 0,
            Intents = [.. world.Intents.Where(intent => intent.Verb is not (Verb.Pause or Verb.Suspend))],
        };
        var isSick = quiet.Ails != Well;
        starts = (worlds.Of(quiet with { Ails = Well }).One, isSick ? worlds.Of(quiet).One : null, isSick ? null : worlds.Of(quiet with { Desired = Machine.Fix }).One);
        _starts.Add(world, starts);
        return starts;
    }

    private static string Stopped(Decision? last) => $"stopped in {last?.Phase} ({last?.Reason})";

    private (int Writes, string? Stuck, World World, Decision? Last) End(World start, ProcessMemory startMemory)
    {
        var way = new List<(int, int)>();
        var (world, memory) = (start, startMemory);
        (int Writes, string? Stuck, World World, Decision? Last) end;
        while (true)
        {
            if (world.Read() is { RetireAt: { } at } pending && at > Sample.Now)
                world = world.Write(pending with { RetireAt = Sample.Now });
            (world, var number) = worlds.Of(world);
            (memory, var remembered) = memories.Of(memory);
            if (_ends.TryGetValue((number, remembered), out end))
                break;
            if (way.Contains((number, remembered)) || way.Count == Limit)
            {
                end = (Limit, $"no end after {way.Count} writes", world, null);
                break;
            }

            way.Add((number, remembered));
            var (decision, next) = machine.Decide(world, memory, machine.Answers(world)[^1]);
            if (decision.Action is not { } action)
            {
                end = (-1, null, world, decision);
                break;
            }

            if (Fresh.Refusal(world, action, machine.TargetOf(world), machine.Kinds) is { } refusal)
            {
                end = (-1, $"the guard refuses {action.Summary}: {refusal}", world, decision);
                break;
            }

            memory = State.Seen(Remember.Done(next, decision, Sample.Now, Sample.Timing.ReadLag));
            world = world.Apply(action);
        }

        foreach (var step in Enumerable.Reverse(way))
        {
            end = end with { Writes = Math.Min(end.Writes + 1, Limit) };
            _ends[step] = end;
        }

        Longest = Math.Max(Longest, end.Writes);
        return end;
    }

    private bool IsRight(World world)
    {
        var desired = machine.TargetOf(world).Revision;
        var record = world.Read();
        var isBad = record.BadFor(desired) is not null || JobResult.Parse(world.JobResult.GetValueOrDefault(desired)) is { Succeeded: false };
        var isAborted = world.Intents.Any(intent => intent.Verb == Verb.Abort && intent.Revision == desired);
        if (record.Stable is null)
            return (isBad || isAborted) && world.GreenWeight is null && world.Count.Blue == 0 && world.Preview is null && world.SecondPreview is null;
        return IsAtRest(world) && (isBad || world.Revision[record.Stable.Value] == desired);
    }

    private static bool IsReleased(World world) => world.Read().Stable is { } stable && world.Revision[stable] == Machine.Fix && IsAtRest(world);

    private static bool IsAtRest(World world)
    {
        var record = world.Read();
        return record.Stable is { } stable && world.ServesAll(stable) && record.Attempt is null && world is { Preview: null, SecondPreview: null, Homeward: false } && world.Count[stable.Other()] == 0
            && world.Scaling[stable] is null or { InSuspended: false, Policy: not null } && world.Scaling[stable.Other()] is null;
    }
}
