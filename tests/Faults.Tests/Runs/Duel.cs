using Microsoft.Extensions.Logging;
using Publican.Faults.Oracles;
using Publican.Faults.Region;
using Publican.Faults.Scenarios;
using Publican.Leases;
using Publican.Tests.Leases;

namespace Publican.Faults.Runs;

/// <summary>When a leader that was stopped goes on.</summary>
internal enum Resume
{
    /// <summary>As soon as another one leads.</summary>
    AtTakeOver,

    /// <summary>When the other one has written something.</summary>
    AfterItsFirstWrite,

    /// <summary>When the other one is done.</summary>
    AtTheEnd,
}

/// <summary>Two reconcilers on one region: one leads and is stopped right before a call; the other takes over; the first goes on.</summary>
internal static class Duel
{
    /// <summary>How long its traces may stay, whatever the leader was waiting for.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8), Sweep = TimeSpan.FromSeconds(10);

    public static Outcome Of(Scenario scenario, int stopAt, Resume resume, TimeSpan limit, ILoggerFactory log)
    {
        Outcome? outcome = null;
        Pump.Run(async pump => outcome = await PlayAsync(pump, scenario, stopAt, resume, limit, log));
        return outcome!;
    }

    /// <summary>Both write as they like: nobody gave them a lease. Their calls interleave.</summary>
    public static Outcome WithoutLease(Scenario scenario, TimeSpan limit, ILoggerFactory log)
    {
        Outcome? outcome = null;
        Pump.Run(async pump =>
        {
            await using var stage = await Starts.OpenAsync(pump, scenario.From);
            var (scene, began) = (new Scene(stage, scenario.Commit), stage.Now);
            var watcher = new Watcher(stage, scene, Fault.None);
            using var one = new Instance("one", stage, watcher, store: null, 0, log);
            using var other = new Instance("other", stage, watcher, store: null, 0, log);
            var converged = await UntilAsync(stage, scene, [one, other], () => watcher.Look(one.Life), () => IsOver(scenario, stage, one) && IsOver(scenario, stage, other), began + limit);
            outcome = new Outcome(scenario, Fault.None, [.. one.Wire.Calls, .. other.Wire.Calls], converged, watcher.Violations, EndState.Of(stage), watcher.Counts, stage.Now - began);
        });
        return outcome!;
    }

    private static async Task<Outcome> PlayAsync(Pump pump, Scenario scenario, int stopAt, Resume resume, TimeSpan limit, ILoggerFactory log)
    {
        await using var stage = await Starts.OpenAsync(pump, scenario.From);
        var (scene, began, fault) = (new Scene(stage, scenario.Commit), stage.Now, new Fault(FaultKind.Killed, stopAt));
        var (watcher, store) = (new Watcher(stage, scene, fault), new InMemoryLeaseStore(stage.Clock));
        using var first = new Instance("first", stage, watcher, store, stopAt, log);
        using var second = new Instance("second", stage, watcher, store, 0, log);
        Instance[] both = [first, second];

        // Until it is stopped there is one who leads; then nobody; then the other.
        Instance leader = first;
        void Look() => watcher.Look((leader = second.Epoch > 0 ? second : first).Life);
        var isTime = resume switch
        {
            Resume.AtTakeOver => () => second.Epoch > 0,
            Resume.AfterItsFirstWrite => () => Writes(second) > 0,
            _ => (Func<bool>)(() => IsOver(scenario, stage, second)),
        };
        if (!await UntilAsync(stage, scene, both, Look, () => first.IsStopped && isTime(), began + limit))
            watcher.Report("L6", $"nobody went on: {second.Life.Status?.Phase} ({second.Life.Status?.Conditions.FirstOrDefault()?.Message})");

        var (writes, resumed) = (Writes(second), stage.Now);
        if (first.IsStopped)
            await first.ResumeAsync();
        var converged = await UntilAsync(stage, scene, both, () =>
        {
            Look();
            if (Harm(stage.Look()) is { } harm && (Writes(second) - writes >= 2 || stage.Now - resumed > Longest))
                watcher.Report("two passes", $"{harm}, {Writes(second) - writes} writes of the leader and {(stage.Now - resumed).TotalSeconds:0.0} s after the other one went on");
        }, () => IsOver(scenario, stage, second) && Harm(stage.Look()) is null && stage.Now - resumed > Longest, stage.Now + limit);
        if (!converged)
            watcher.Report("L1/L2", $"not at rest: {second.Life.Status?.Phase} ({second.Life.Status?.Conditions.FirstOrDefault()?.Message}), not {scenario.End}");

        var late = first.Wire.Calls.Skip((first.ResumedAt ?? 1) - 1).Where(numbered => numbered.Call.Mutating).ToList();
        if (late.Count > 1)
            watcher.Report("I27", $"{late.Count} calls past its lease: {string.Join(", ", late.Select(numbered => numbered.Call.Title))}");
        var calls = second.Wire.Calls.Count;
        await UntilAsync(stage, scene, both, Look, () => false, stage.Now + (Sweep * 3));
        watcher.Quiet(second.Wire.Calls.Skip(calls).Select(numbered => numbered.Call));
        return new Outcome(scenario, fault, [.. first.Wire.Calls], converged, watcher.Violations, EndState.Of(stage), watcher.Counts, stage.Now - began);
    }

    private static async Task<bool> UntilAsync(Stage stage, Scene scene, Instance[] instances, Action look, Func<bool> isEnd, DateTimeOffset limit)
    {
        for (var turns = 0; ;)
        {
            await stage.SettleAsync();
            look();
            if (isEnd())
                return true;
            if (stage.Now >= limit)
                return false;
            var next = instances.Min(instance => instance.NextDue);
            if (next <= stage.Now)
            {
                if (++turns > 200)
                    throw new HotLoopException();
                await Task.WhenAll(instances.Select(instance => instance.TurnAsync(scene)));
                continue;
            }

            turns = 0;
            await stage.AdvanceAsync(new[] { next, stage.Clock.NextDue ?? limit, limit }.Min());
        }
    }

    private static int Writes(Instance instance) => instance.Wire.Calls.Count(numbered => numbered.Call.Mutating);

    private static bool IsOver(Scenario scenario, Stage stage, Instance instance) => Ends.IsReached(scenario.End, stage.Look(), instance.Life.Status);

    /// <summary>What a late call may have done, and must not stay.</summary>
    private static string? Harm(Truth truth)
    {
        if (truth.S is not { } stable)
            return null;
        if (truth.Stable?.Revision is { } proven && truth.Record.BadFor(proven) is not null)
            return "a quarantined revision is called stable";
        if (truth.Weight > 0 && !truth.IsOpen)
            return $"{truth.Weight}% of the traffic on {truth.C} without an attempt";
        return truth.Weight > 0 && truth.Candidate is { Healthy: 0 } && truth.Stable is { Healthy: > 0 } ? $"{truth.C} has traffic and no healthy target, {stable} has some" : null;
    }
}
