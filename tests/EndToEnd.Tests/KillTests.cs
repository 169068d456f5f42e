using Publican.Stack;

namespace Publican.EndToEnd;

/// <summary>SIGKILL between the effect of a mutating call and its answer, with real processes and under load.</summary>
public sealed class KillTests(RunningStack running, ITestOutputHelper output)
{
    private const int Seed = 20261123, Few = 3, Many = 15;

    [Fact]
    public Task A_good_release_arrives_wherever_the_reconciler_is_killed() => GoodAsync(Few);

    /// <summary>With the bad ones below, thirty: ./dev test --kills.</summary>
    [Fact(Explicit = true)]
    public Task A_good_release_arrives_after_fifteen_kills() => GoodAsync(Many);

    /// <summary>Bad under traffic only, so that kills land on every write of a rollout: armed, first weight, moving, the way back, quarantine.</summary>
    [Fact]
    public Task A_bad_release_is_taken_back_wherever_the_reconciler_is_killed() => BadAsync(Few);

    [Fact(Explicit = true)]
    public Task A_bad_release_is_taken_back_after_fifteen_kills() => BadAsync(Many);

    private async Task GoodAsync(int kills)
    {
        var count = await CountAsync("1.1.0", good: true);
        await using var load = running.Load(Seed);
        foreach (var (index, nth) in Chosen(count, kills).Index())
        {
            var tag = index % 2 == 0 ? "1.2.0" : "1.1.0";
            var run = await KilledAsync(tag, nth);
            await running.UntilReleasedAsync(tag, run);
            Assert.Equal(tag, await running.Stack.VersionAsync());
            output.WriteLine($"killed at call {nth} of {count}: {tag} released");
        }

        await load.StopAsync();
        Assert.DoesNotContain(load.Sent, sent => sent.Failed);
    }

    private async Task BadAsync(int kills)
    {
        const string Bad = "bad-at-10-percent";
        var good = (string)(await running.Stack.StatusAsync())!["stable"]!["image"]!;
        await using var load = running.Load(Seed);
        var count = await CountAsync(Bad, good: false);
        foreach (var nth in Chosen(count, kills))
        {
            var run = await KilledAsync(Bad, nth);
            var status = await running.UntilTakenBackAsync(run);
            Assert.Equal(good, (string?)status["stable"]!["image"]);
            output.WriteLine($"killed at call {nth} of {count}: taken back");
        }

        await load.StopAsync();

        // The candidate's own answers while it had its share; nothing else may fail.
        Assert.All(load.Sent.Where(sent => sent.Failed), sent => Assert.Equal("HTTP 500", sent.Problem));
    }

    /// <summary>Different calls as long as there are some left, then all over again.</summary>
    private static List<int> Chosen(int count, int kills)
    {
        var draw = new Random(Seed);
        var shuffled = Enumerable.Range(1, count).OrderBy(_ => draw.Next()).ToList();
        return [.. Enumerable.Range(0, kills).Select(index => shuffled[index % count])];
    }

    /// <summary>Mutating calls of one release that nobody disturbs.</summary>
    private async Task<int> CountAsync(string tag, bool good)
    {
        // What comes after another release clears and creates other things than what comes after this kind; only the second is counted.
        if (good)
            await running.UntilReleasedAsync("1.2.0", await running.CommitAsync("1.2.0"));
        else
            await running.UntilTakenBackAsync(await running.CommitAsync(tag));
        await running.Stack.Cloud.HoldAnswerOfAsync(1_000_000, ReconcilerProcess.AccessKey);
        var run = await running.CommitAsync(tag);
        await (good ? running.UntilReleasedAsync(tag, run) : running.UntilTakenBackAsync(run));
        var (count, _) = await running.Stack.Cloud.FaultAsync();
        await running.Stack.Cloud.ClearFaultsAsync();
        return count;
    }

    /// <summary>Killed at that call; or at rest, where this run has fewer: a bad release may be taken back one call sooner than the one that was counted.</summary>
    private async Task<int> KilledAsync(string tag, int nth)
    {
        var cloud = running.Stack.Cloud;
        await cloud.HoldAnswerOfAsync(nth, ReconcilerProcess.AccessKey);
        var run = await running.CommitAsync(tag);
        await Wait.UntilAsync($"mutating call {nth} is made, or none is left to make",
            async () => (await cloud.FaultAsync()).Reached || await running.IsOverAsync(run), TimeSpan.FromSeconds(60), running.Stack.Describe);
        if (!(await cloud.FaultAsync()).Reached)
            output.WriteLine($"{tag} came to rest before call {nth}");
        await running.Stack.Reconciler.KillAsync();
        await cloud.ClearFaultsAsync();
        return run;
    }
}
