using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Publican.Faults.Oracles;
using Publican.Faults.Region;
using Publican.Faults.Scenarios;
using Publican.Status;

namespace Publican.Faults.Runs;

/// <summary>Plays one scenario with one fault from its start to its rest, and beyond.</summary>
internal static class Run
{
    /// <summary>Looks at a region at rest that must change nothing any more.</summary>
    private const int QuietPasses = 3, QuietPassesUndisturbed = 10;

    private static readonly TimeSpan ReadLag = TimeSpan.FromSeconds(4), Sweep = TimeSpan.FromSeconds(10);

    /// <param name="decider">Decides in place of the rollout machine.</param>
    /// <param name="limit">Virtual time by which it must have come to rest.</param>
    public static Outcome Of(Scenario scenario, Fault fault, TimeSpan limit, ILoggerFactory? log = null, Decider? decider = null)
    {
        Outcome? outcome = null;
        Pump.Run(async pump => outcome = await PlayAsync(pump, scenario, fault, limit, log ?? NullLoggerFactory.Instance, decider));
        return outcome!;
    }

    private static async Task<Outcome> PlayAsync(Pump pump, Scenario scenario, Fault fault, TimeSpan limit, ILoggerFactory log, Decider? decider)
    {
        await using var stage = await Starts.OpenAsync(pump, scenario.From);
        await scenario.Before(stage);
        var began = stage.Now;
        var scene = new Scene(stage, scenario.Commit);
        var watcher = new Watcher(stage, scene, fault);
        using var wire = new Wire(stage, fault, ReadLag, watcher);
        using var play = new Play(stage, wire, scene, log, watcher.Look, decider);
        play.Expect(scenario.Meanwhile);

        bool converged;
        IReadOnlyList<Numbered> calls;
        try
        {
            converged = await play.UntilAsync(() => play.IsOver && Ends.IsReached(scenario.End, stage.Look(), play.Life), began + limit);
            calls = [.. wire.Calls];
            var lasted = stage.Now - began;
            if (converged)
            {
                await play.UntilAsync(() => false, stage.Now + (Sweep * (fault.Kind == FaultKind.None ? QuietPassesUndisturbed : QuietPasses)) + TimeSpan.FromSeconds(1));
                watcher.Quiet(AfterTheEnd([.. wire.Calls.Skip(calls.Count).Select(numbered => numbered.Call)], fault, calls));
            }
            else
            {
                watcher.Report("L1/L2", $"not at rest after {limit.TotalSeconds:0} s: {play.Life.Status?.Phase} ({play.Life.Status?.Conditions.FirstOrDefault()?.Message}), not {scenario.End}");
            }

            watcher.Reads(JsonSerializer.Serialize(play.Life.Board.Current, StatusJson.Default.EnvironmentStatus));
            return new Outcome(scenario, fault, calls, converged, watcher.Violations, EndState.Of(stage), watcher.Counts, lasted);
        }
        catch (HotLoopException error)
        {
            watcher.Report("L4", error.Message);
            return new Outcome(scenario, fault, [.. wire.Calls], HasConverged: false, watcher.Violations, "", watcher.Counts, stage.Now - began);
        }
    }

    /// <summary>The very last write may be the one whose answer was lost: nobody knows that it was carried out, and it is sent once more.</summary>
    private static IEnumerable<Call> AfterTheEnd(IReadOnlyList<Call> later, Fault fault, IReadOnlyList<Numbered> calls)
    {
        var lost = fault.Kind is FaultKind.LostAnswer or FaultKind.Late && fault.Call <= calls.Count ? calls[fault.Call - 1].Call.Title : null;
        var repeat = later.FirstOrDefault(call => call.Mutating && call.Title == lost);
        return later.Where(call => call != repeat);
    }
}
