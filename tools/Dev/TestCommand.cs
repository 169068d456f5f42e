using System.Diagnostics;
using System.Globalization;
using System.Xml.Linq;
using Publican.Stack;

namespace Publican.Dev;

/// <summary>
/// <c>./dev test [--full] [NAME…]</c>: runs the solution's test programs and counts from their reports. They run one after the other,
/// beside the end-to-end tests, which wait more than they work. A program that crashes, hangs or runs no test is a failure. <c>--faults</c> runs every fault at every call of the reconciler instead,
/// <c>--faults --estate</c> those of scaling, secrets, drift and workers, <c>--faults --only RUN</c> one of these runs again, or those of one scenario. <c>--duels</c> stops
/// a leader at any call while another one takes over, <c>--kills</c> ends real processes with SIGKILL.
/// </summary>
internal static class TestCommand
{
    /// <summary>Tests with this trait run with --full only.</summary>
    private const string Long = "Length=long";

    private const string EndToEnd = "EndToEnd.Tests", Seed = "PUBLICAN_SEED";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(60);

    public static async Task<int> RunAsync(string[] args)
    {
        switch (args)
        {
            case ["--faults", "--only", var run]:
                Environment.SetEnvironmentVariable("PUBLICAN_FAULTS_ONLY", run);
                return Verdict(await RunAllAsync(["Faults.Tests"], ["-showLiveOutput", "-explicit", "only", "-method", "*One_run_shows_itself_again"]));
            case ["--faults"]:
                return await FaultsAsync("*any_call_of_a_rollout");
            case ["--faults", "--estate"]:
                return await FaultsAsync("*any_call_in_an_estate");
            case ["--duels"]:
                return await FaultsAsync("*A_leader_may_be_stopped_at_any_call");
            case ["--kills"]:
                return Verdict(await RunAllAsync([EndToEnd], ["-showLiveOutput", "-explicit", "only"]));
        }

        if (args.FirstOrDefault(arg => arg.StartsWith('-') && arg != "--full") is { } unknown)
            throw new UsageException($"test does not know '{unknown}'; it knows --full and names, or one of --faults, --faults --estate, --faults --only RUN, --duels and --kills");
        var names = args.Where(arg => arg != "--full").ToList();
        var projects = Projects();
        var chosen = projects.Where(project => names.Any(name => Has(project, name))).ToList();
        var filters = names.Where(name => !projects.Any(project => Has(project, name))).ToList();

        if (args.Contains("--full"))
            Console.WriteLine($"{Seed}={DrawSeed()}");
        string[] options = [.. args.Contains("--full") ? Array.Empty<string>() : ["-trait-", Long], .. filters.SelectMany(name => new[] { "-method", $"*{name}*" })];
        var total = await RunAllAsync(chosen.Count > 0 ? chosen : projects, options, mayBeEmpty: filters.Count > 0);
        if (filters.Count > 0 && total.All == 0)
            throw new UsageException($"no test has {string.Join(" or ", filters)} in its name");
        return Verdict(total);
    }

    private static async Task<int> FaultsAsync(string method) => Verdict(await RunAllAsync(["Faults.Tests"], ["-showLiveOutput", "-explicit", "only", "-method", method]));

    // Without it the random draws of the tests are the same each time.
    private static string DrawSeed()
    {
        if (Environment.GetEnvironmentVariable(Seed) is null)
            Environment.SetEnvironmentVariable(Seed, Random.Shared.Next().ToString(CultureInfo.InvariantCulture));
        return Environment.GetEnvironmentVariable(Seed)!;
    }

    // The names of what failed come last: of a long run, the end is what people see.
    private static int Verdict(TestCount total)
    {
        foreach (var failure in total.Failures)
            Console.WriteLine($"FAILED {failure}");
        Console.WriteLine(total);
        return total.Failed == 0 ? 0 : 1;
    }

    private static async Task<TestCount> RunAllAsync(List<string> projects, IReadOnlyList<string> options, bool mayBeEmpty = false)
    {
        var isBeside = projects.Count > 1 && projects.Contains(EndToEnd);
        var beside = isBeside ? RunTimedAsync(EndToEnd, Patience.None) : null;
        var total = TestCount.None;
        foreach (var project in projects.Where(project => !isBeside || project != EndToEnd))
            total += await RunTimedAsync(project, isBeside ? Patience.Nice : Patience.None);
        return beside is null ? total : total + await beside;

        async Task<TestCount> RunTimedAsync(string project, Patience patience)
        {
            var started = Stopwatch.GetTimestamp();
            var count = await RunProjectAsync(project, options, mayBeEmpty, patience);
            Console.WriteLine(FormattableString.Invariant($"{project}: {count} ({Stopwatch.GetElapsedTime(started).TotalSeconds:0} s)"));
            return count;
        }
    }

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static List<string> Projects() =>
    [
        .. XDocument.Load(Path.Combine(Repository.Root, "Publican.slnx")).Descendants("Project")
            .Select(project => Path.GetFileNameWithoutExtension(project.Attribute("Path")!.Value))
            .Where(name => name.EndsWith(".Tests", StringComparison.Ordinal)),
    ];

    private static async Task<TestCount> RunProjectAsync(string project, IReadOnlyList<string> options, bool mayBeEmpty, Patience patience)
    {
        var report = Path.Combine(Path.GetTempPath(), $"publican-{project}-{Environment.ProcessId}.xml");
        List<string> args = ["-noLogo", "-result-xml", report, .. options];
        try
        {
            using var process = patience == Patience.Nice ? Process.Start("nice", ["-n", "10", Repository.Program(project), .. args]) : Process.Start(Repository.Program(project), args);
            using var limit = new CancellationTokenSource(Limit);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                Console.WriteLine($"{project} did not end within {Limit.TotalMinutes:0} minutes");
                return TestCount.OneFailure(project, "did not end in time");
            }

            if (!File.Exists(report))
            {
                Console.WriteLine($"{project} ended with exit code {process.ExitCode} and no report");
                return TestCount.OneFailure(project, "gave no report");
            }

            return TestCount.Read(project, XDocument.Load(report), process.ExitCode, mayBeEmpty);
        }
        finally
        {
            File.Delete(report);
        }
    }

    private enum Patience
    {
        None,

        /// <summary>Gives way to what runs beside it, whose clients and deadlines live in real time.</summary>
        Nice,
    }
}
