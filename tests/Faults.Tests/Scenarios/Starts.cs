using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Publican.Faults.Region;
using Publican.Faults.Runs;

namespace Publican.Faults.Scenarios;

/// <summary>
/// Makes the state a scenario begins in: once by the reconciler itself, from then on by sending the changing calls it took to a
/// fresh region at the same times. The region draws its identifiers from a seed, so they come out the same.
/// </summary>
internal static class Starts
{
    private static readonly ConcurrentDictionary<Start, Lazy<Recording>> Recordings = new();

    public static async Task<Stage> OpenAsync(Pump pump, Start start)
    {
        var recording = Recordings.GetOrAdd(start, wanted => new Lazy<Recording>(() => Record(wanted))).Value;
        var stage = await Stage.OpenAsync(pump);
        var opened = stage.Now;
        foreach (var (after, call) in recording.Calls)
        {
            await stage.AdvanceAsync(opened + after);
            await stage.RepeatAsync(call);
            await stage.SettleAsync();
        }

        await stage.AdvanceAsync(opened + recording.Length);
        return stage;
    }

    // On a thread of its own: whoever needs it is on another pump.
    private static Recording Record(Start start)
    {
        Recording? recording = null;
        var thread = new Thread(() => Pump.Run(async pump =>
        {
            await using var stage = await Stage.OpenAsync(pump);
            var opened = stage.Now;
            await BuildAsync(stage, start);
            recording = new Recording([.. stage.Door.Written], stage.Now - opened);
        }));
        thread.Start();
        thread.Join();
        return recording ?? throw new InvalidOperationException($"the start {start} could not be made");
    }

    private static async Task BuildAsync(Stage stage, Start start)
    {
        await stage.Hands.BootstrapAsync(8080, Stage.Secret);
        await Strangers.MoveInAsync(stage);
        string[] images = start switch
        {
            Start.Released => ["web:good.1"],
            Start.ReleasedTwice => ["web:good.0", "web:good.1"],
            _ => [],
        };
        foreach (var image in images)
            await ReleaseAsync(stage, new Manifest(image));
        if (images.Length > 0)
            await Strangers.AddDetailsAsync(stage);
    }

    private static async Task ReleaseAsync(Stage stage, Manifest manifest)
    {
        using var wire = new Wire(stage, Fault.None, TimeSpan.FromSeconds(4), new Nobody());
        using var play = new Play(stage, wire, new Scene(stage, manifest), NullLoggerFactory.Instance, _ => { });
        if (!await play.UntilAsync(() => play.Life.Status is { Phase: "Steady", Outcome: "Released" }, stage.Now + TimeSpan.FromMinutes(5)))
            throw new InvalidOperationException($"{manifest.Image} was not released: {play.Life.Status} {play.Life.LastError}");
    }

    private sealed record Recording(IReadOnlyList<(TimeSpan After, Call Call)> Calls, TimeSpan Length);

    private sealed class Nobody : IWatcher
    {
        public void Wrote(Write write)
        {
        }

        public void Read(Call call)
        {
        }
    }
}
