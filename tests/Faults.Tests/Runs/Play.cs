using Microsoft.Extensions.Logging;
using Publican.Faults.Region;
using Publican.Faults.Scenarios;

namespace Publican.Faults.Runs;

/// <summary>Region, reconciler and people, moment after moment. A reconciler that is killed is followed by a new one at once.</summary>
internal sealed class Play(Stage stage, Wire wire, Scene scene, ILoggerFactory log, Action<Play> look, Decider? decider = null) : IDisposable
{
    /// <summary>More turns than this at one moment are a hot loop (L4).</summary>
    private const int MostTurnsAtOnce = 60;

    private readonly Queue<Happening> _coming = new();

    public Life Life { get; private set; } = new(wire, stage, log) { Decider = decider };

    public Stage Stage => stage;

    public Scene Scene => scene;

    /// <summary>Everything that was to happen has happened.</summary>
    public bool IsOver => _coming.Count == 0 && wire.NextLate is null;

    public void Expect(IEnumerable<Happening> happenings)
    {
        foreach (var happening in happenings)
            _coming.Enqueue(happening);
    }

    /// <returns>False when it did not end by then.</returns>
    public async Task<bool> UntilAsync(Func<bool> isEnd, DateTimeOffset limit)
    {
        while (true)
        {
            await MomentAsync();
            if (isEnd())
                return true;
            if (stage.Now >= limit)
                return false;
            DateTimeOffset?[] next = [Life.NextDue, wire.NextLate, stage.Clock.NextDue, limit];
            await stage.AdvanceAsync(next.Min()!.Value);
        }
    }

    public void Dispose() => Life.Dispose();

    private async Task MomentAsync()
    {
        await wire.DeliverLateAsync();
        await ObserveAsync();
        for (var turns = 0; Life.NextDue <= stage.Now; turns++)
        {
            if (turns == MostTurnsAtOnce)
                throw new HotLoopException();
            await Life.TurnAsync(scene.Desired);
            if (Life.IsDead)
            {
                Life.Dispose();
                Life = new Life(wire, stage, log) { Decider = decider };
            }

            await ObserveAsync();
        }
    }

    private async Task ObserveAsync()
    {
        await stage.SettleAsync();
        look(this);
        if (_coming.TryPeek(out var next) && next.When(stage.Look(), scene))
        {
            _coming.Dequeue();
            var commit = scene.CommittedAt;
            var manifest = scene.Manifest;
            await next.Do(scene);
            await stage.SettleAsync();
            if (scene.Manifest != manifest || scene.CommittedAt != commit)
                Life.Wake();
        }
    }
}

internal sealed class HotLoopException() : Exception("the reconciler goes round and round at one moment");
