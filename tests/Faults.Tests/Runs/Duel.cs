using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Publican.Faults.Oracles;
using Publican.Faults.Region;
using Publican.Faults.Scenarios;
using Publican.Tests.Leases;

namespace Publican.Faults.Runs;

/// <summary>When a leader that was stopped goes on.</summary>
internal enum Resume
{
    /// <summary>As soon as another one leads.</summary>
    AtTakeOver,

    /// <summary>When the other one has written something.</summary>
    AfterItsFirstWrite,

    /// <summary>When the other one has made half of the writes that were left.</summary>
    Halfway,

    /// <summary>When the other one is done.</summary>
    AtTheEnd,
}

/// <param name="Call">Number of the leader's call before which it is stopped.</param>
internal sealed record Stop(int Call, Resume Resume);

/// <summary>Two reconcilers on one region: one leads and is stopped right before a call; the other takes over; the first goes on.</summary>
internal sealed class Duel : IDisposable
{
    /// <summary>More turns than this at one moment are a hot loop (L4).</summary>
    private const int MostTurnsAtOnce = 200;

    /// <summary>A lease of 30 s, a question every 3 s, a call of 10 s (L6).</summary>
    private static readonly TimeSpan FailOver = TimeSpan.FromSeconds(43);

    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(10);
    private readonly Stage _stage;
    private readonly Scene _scene;
    private readonly Scenario _scenario;
    private readonly Watcher _watcher;
    private readonly Queue<Happening> _coming;
    private readonly Instance _first, _second;
    private readonly bool _leased;
    private readonly DateTimeOffset _began;

    /// <param name="store">Null where nobody gave them a lease.</param>
    private Duel(Stage stage, Scenario scenario, Fault fault, InMemoryLeaseStore? store, Action<string>? tell, Decider? decider, bool isCareless = false)
    {
        _began = stage.Now;
        (_stage, _scenario, _leased, _scene, _coming) = (stage, scenario, store is not null, new Scene(stage, scenario.Commit), new Queue<Happening>(scenario.Meanwhile));
        _watcher = new Watcher(stage, _scene, fault);
        _first = new Instance("first", stage, new OwnReads("first", stage, _scene, _watcher, _watcher.Report), store, fault.Call, Log("first", tell), decider, isCareless);
        _second = new Instance("second", stage, new OwnReads("second", stage, _scene, _watcher, _watcher.Report), store, 0, Log("second", tell), decider);
    }

    private Instance Leader => _second.Leads ? _second : _first;

    /// <param name="reference">The same story with one reconciler.</param>
    /// <param name="tell">Hears what both do.</param>
    /// <param name="isCareless">For a broken variant: who goes on does not look at its lease.</param>
    public static Outcome Of(Outcome reference, Stop stop, TimeSpan limit, Action<string>? tell = null, bool isCareless = false) => Play(
        reference.Scenario, new Fault(FaultKind.Killed, stop.Call),
        (stage, fault) => new Duel(stage, reference.Scenario, fault, new InMemoryLeaseStore(stage.Clock), tell, null, isCareless),
        duel => duel.WithLeaseAsync(reference, stop, limit));

    /// <summary>Both write as they like: nobody gave them a lease. Their calls interleave.</summary>
    public static Outcome WithoutLease(Scenario scenario, TimeSpan limit, Decider? decider = null, Action<string>? tell = null) =>
        Play(scenario, Fault.None, (stage, fault) => new Duel(stage, scenario, fault, null, tell, decider), duel => duel.UntilAsync(() => duel.IsOver(duel._first) && duel.IsOver(duel._second), limit));

    /// <summary>
    /// Where the leader may be stopped and when it may go on. Left out is what repeats another: while it stands before a read, nothing is under way,
    /// so it goes on at once; and of the reads between two writes at one moment the first counts, and the last, which the write hangs on.
    /// </summary>
    public static IEnumerable<Stop> Stops(Outcome reference)
    {
        var calls = reference.Calls;
        for (var index = 0; index < calls.Count; index++)
        {
            var number = index + 1;
            var isFirst = index == 0 || calls[index - 1].Call.Mutating || calls[index - 1].At != calls[index].At;
            var isLast = index + 1 == calls.Count || calls[index + 1].Call.Mutating;
            if (calls[index].Call.Mutating || isFirst || isLast)
                yield return new Stop(number, Resume.AtTakeOver);
            if (!calls[index].Call.Mutating)
                continue;
            yield return new Stop(number, Resume.AfterItsFirstWrite);
            if (Half(reference, number) > 1)
                yield return new Stop(number, Resume.Halfway);
            yield return new Stop(number, Resume.AtTheEnd);
        }
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    private static int Half(Outcome reference, int stopAt) => reference.Calls.Skip(stopAt - 1).Count(numbered => numbered.Call.Mutating) / 2;

    private static Outcome Play(Scenario scenario, Fault fault, Func<Stage, Fault, Duel> make, Func<Duel, Task<bool>> play)
    {
        Outcome? outcome = null;
        try
        {
            Pump.Run(async pump =>
            {
                await using var stage = await Starts.OpenAsync(pump, scenario.From);
                using var duel = make(stage, fault);
                outcome = await duel.PlayAsync(fault, play);
            });
        }
        catch (HangException error)
        {
            return new Outcome(scenario, fault, [], HasConverged: false, [$"hang: {error.Message}"], "", new Dictionary<string, int>(), TimeSpan.Zero);
        }

        return outcome!;
    }

    private ILoggerFactory Log(string name, Action<string>? tell) => tell is null
        ? NullLoggerFactory.Instance
        : LoggerFactory.Create(logging => logging.AddProvider(new Lines(line => tell($"{(_stage.Now - _began).TotalSeconds:0.0} {name}: {line}"))));

    private async Task<Outcome> PlayAsync(Fault fault, Func<Duel, Task<bool>> play)
    {
        var converged = false;
        try
        {
            converged = await play(this);
        }
        catch (HotLoopException error)
        {
            _watcher.Report("L4", error.Message);
        }

        return new Outcome(_scenario, fault, [.. _first.Wire.Calls, .. _second.Wire.Calls], converged, _watcher.Violations, EndState.Of(_stage), _watcher.Counts, _stage.Now - _began);
    }

    private async Task<bool> WithLeaseAsync(Outcome reference, Stop stop, TimeSpan limit)
    {
        var half = Half(reference, stop.Call);
        bool IsTime() => stop.Resume switch
        {
            Resume.AtTakeOver => true,
            Resume.AfterItsFirstWrite => _second.Writes > 0,
            Resume.Halfway => _second.Writes >= half,
            _ => IsOver(_second),
        };
        if (!await UntilAsync(() => _first.IsStopped && _second.Leads && (IsTime() || IsOver(_second)), limit))
        {
            _watcher.Report("L6", $"nobody went on: stopped {_first.IsStopped}, {_second.Leadership.Describe()}; {Standing}");
            return false;
        }

        if (_second.Leadership.Since - _first.StoppedAt > FailOver)
            _watcher.Report("L6", $"the other one led {(_second.Leadership.Since - _first.StoppedAt)!.Value.TotalSeconds:0.0} s later");
        var (passes, resumed) = (_second.Life.Passes, _stage.Now);
        await _first.ResumeAsync();
        var converged = await UntilAsync(
            () =>
            {
                if (Harm(_stage.Look()) is { } harm && _second.Life.Passes - passes > 2)
                    _watcher.Report("two passes", $"{harm}, {_second.Life.Passes - passes} passes of the leader and {(_stage.Now - resumed).TotalSeconds:0.0} s after the other one went on");
                return IsOver(_second) && Harm(_stage.Look()) is null && _second.Life.Passes - passes > 2;
            },
            limit);
        if (!converged)
            _watcher.Report("L1/L2", $"not at rest: {Standing}, not {_scenario.End}");

        var late = _first.Wire.Calls.Skip(_first.ResumedAt!.Value - 1).Where(numbered => numbered.Call.Mutating).ToList();
        if (late.Count > 1)
            _watcher.Report("I27", $"{late.Count} calls past its lease: {string.Join(", ", late.Select(numbered => numbered.Call.Title))}");
        var calls = _second.Wire.Calls.Count;
        await UntilAsync(() => false, Sweep * 3);
        _watcher.Quiet(_second.Wire.Calls.Skip(calls).Select(numbered => numbered.Call));
        return converged;
    }

    private string Standing => $"{_second.Life.Status?.Phase} ({_second.Life.Status?.Conditions.FirstOrDefault()?.Message}) {_second.Life.LastError}; {string.Join("; ", _second.Life.Status?.Events.Take(4).Select(told => told.Message) ?? [])}";

    /// <returns>False when it did not end within that time.</returns>
    private async Task<bool> UntilAsync(Func<bool> isEnd, TimeSpan patience)
    {
        var limit = _stage.Now + patience;
        for (var turns = 0; ;)
        {
            await ObserveAsync();
            if (isEnd())
                return true;
            if (_stage.Now >= limit)
                return false;
            var next = _first.NextDue < _second.NextDue ? _first.NextDue : _second.NextDue;
            if (next <= _stage.Now)
            {
                if (++turns > MostTurnsAtOnce)
                    throw new HotLoopException();
                await Task.WhenAll(_first.TurnAsync(_scene), _second.TurnAsync(_scene));
                continue;
            }

            turns = 0;
            await _stage.AdvanceAsync(new[] { next, _stage.Clock.NextDue ?? limit, limit }.Min());
        }
    }

    private async Task ObserveAsync()
    {
        await _stage.SettleAsync();
        if (!_leased)
            _watcher.Look(_first.Life);
        else if (_first.IsStopped && !_second.Leads)
            _watcher.Look(_first.Life, ledSince: _stage.Now);
        else
            _watcher.Look(Leader.Life, Leader.Leads ? Leader.Leadership.Since : null, Leader.Leadership.Quiet);
        if (!_coming.TryPeek(out var next) || !next.When(_stage.Look(), _scene))
            return;
        _coming.Dequeue();
        var (manifest, commit) = (_scene.Manifest, _scene.CommittedAt);
        await next.Do(_scene);
        await _stage.SettleAsync();
        if (_scene.Manifest == manifest && _scene.CommittedAt == commit)
            return;
        _first.Life.Wake();
        _second.Life.Wake();
    }

    private bool IsOver(Instance instance) => _coming.Count == 0 && Ends.IsReached(_scenario.End, _stage.Look(), instance.Life);

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
