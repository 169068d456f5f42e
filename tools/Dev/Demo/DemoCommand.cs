using System.Diagnostics;
using Npgsql;
using Publican.Dev.Demo.Scenarios;
using Publican.Dev.Load;
using Publican.Stack;

namespace Publican.Dev.Demo;

/// <summary><c>./dev demo</c>: seven releases under 200 requests a second, and a verdict on each.</summary>
internal static class DemoCommand
{
    private const int RequestsPerSecond = 200;

    private static Scenario[] Scenarios =>
    [
        new GoodRelease(),
        new CaughtBeforeTraffic("never-ready", "alive, but its database host is wrong", "bad-never-ready", "/health/ready"),
        new BeforeJobFails(),
        new CaughtBeforeTraffic("bad-in-preview", "/beers always answers 500", "bad-in-preview", "/beers"),
        new BadAtTenPercent(),
        new KilledInMidRollout(),
        new ChangedByHand(),
    ];

    public static async Task<int> RunAsync(DemoOptions options)
    {
        using var stop = new StopSignal();
        var folder = Directory.CreateTempSubdirectory("publican-demo-").FullName;
        var started = Stopwatch.GetTimestamp();
        try
        {
            Console.WriteLine($"Publican demo, seed {options.Seed}: PostgreSQL, a local AWS region, a Git repository and the reconciler are starting …");
            await using var stack = await LocalStack.StartAsync(new StackOptions(folder, Seed: options.Seed));
            await using var timeline = new Timeline(stack);
            await stack.StatusWhenAsync("1.0.0 is released", status => (string?)status["phase"] == "Steady", TimeSpan.FromSeconds(60)).WaitAsync(stop.Token);
            await stack.WaitForBeersAsync(TimeSpan.FromSeconds(10), stop.Token);
            timeline.Say("load", $"beer-api 1.0.0 answers at {stack.Beers}; {RequestsPerSecond} requests a second from now on");
            var (reports, load) = await PlayAsync(stack, timeline, options, stop.Token);
            return await ConcludeAsync(stack, load, reports, options, started);
        }
        catch (KillAtTooLargeException error)
        {
            Console.Error.WriteLine($"dev: {error.Message}");
            return 2;
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            Console.WriteLine("stopped");
            return 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(List<ScenarioReport> Reports, LoadGenerator Load)> PlayAsync(LocalStack stack, Timeline timeline, DemoOptions options, CancellationToken cancel)
    {
        await using var load = new LoadGenerator(stack.Beers, RequestsPerSecond, options.Seed);
        var scene = new Scene(stack, load, timeline, options);
        var reports = new List<ScenarioReport>();
        foreach (var scenario in Scenarios)
        {
            reports.Add(await scenario.RunAsync(scene).WaitAsync(cancel));
            if (reports[^1].Outcome == Scenario.Unfinished)
                break;
        }

        return (reports, load);
    }

    private static async Task<int> ConcludeAsync(LocalStack stack, LoadGenerator load, List<ScenarioReport> reports, DemoOptions options, long started)
    {
        var lost = await LostAsync(stack, load);
        var calls = CallCount.Of(await stack.Cloud.CallsAsync(), ReconcilerProcess.AccessKey);
        var report = new Report(options.Seed, load.Sent.Count, load.Sent.Count(sent => sent.Failed), reports, calls);
        if (options.Report is { } path)
            report.Write(path);

        Console.WriteLine();
        Console.WriteLine($"{"scenario",-24}{"requests",10}{"failed",8}{"seconds",9}  outcome");
        foreach (var scenario in reports)
            Console.WriteLine(FormattableString.Invariant($"{scenario.Name,-24}{scenario.Requests,10}{scenario.Failed,8}{scenario.Seconds,9:0.0}  {scenario.Outcome}{(scenario.Ok ? "" : "  NOT OK")}"));
        foreach (var bad in reports.Where(scenario => !scenario.Ok))
            Console.WriteLine($"\n{bad.Name}: {bad.Complaint}");
        Console.WriteLine();
        Console.WriteLine(FormattableString.Invariant($"{report.Requests} requests, {report.Failed} failed; {load.Acknowledged.Count} beers acknowledged, {lost} of them lost; {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s"));
        Console.WriteLine($"the reconciler made {report.Calls.Sum(call => call.Made)} AWS calls, {report.Calls.Sum(call => call.Throttled)} of them beyond AWS's rates");
        var ok = reports.Count == Scenarios.Length && reports.TrueForAll(scenario => scenario.Ok) && lost == 0;
        Console.WriteLine(ok ? "All as it must be." : "The demo failed.");
        return ok ? 0 : 1;
    }

    /// <summary>Acknowledged POSTs whose beer is not in the table.</summary>
    private static async Task<long> LostAsync(LocalStack stack, LoadGenerator load)
    {
        var ids = load.Acknowledged.ToArray();
        await using var source = NpgsqlDataSource.Create(stack.Postgres.ConnectionString("beers"));
        await using var command = source.CreateCommand("select count(*) from public.beers where id = any($1)");
        command.Parameters.Add(new NpgsqlParameter { Value = ids });
        return ids.Length - (long)(await command.ExecuteScalarAsync())!;
    }
}
