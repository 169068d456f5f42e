using System.Diagnostics;
using System.Globalization;
using System.Xml.Linq;
using Publican.Stack;

namespace Publican.Dev;

/// <summary>
/// <c>./dev test [--full] [PROJECT…]</c>: runs the built test programs one after the other and counts from their reports.
/// A program that crashes, hangs or runs no test counts as a failure.
/// </summary>
internal static class TestCommand
{
    private static readonly string[] Projects = ["AwsSdk.Tests", "Reconciler.Tests", "LocalCloud.Tests", "BeerApi.Tests", "EndToEnd.Tests"];
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    private sealed record Count(int Passed, int Failed, int Skipped);

    public static async Task<int> RunAsync(string[] options)
    {
        var full = options.Contains("--full");
        var chosen = options.Where(option => option != "--full").ToList();
        if (chosen.FirstOrDefault(name => Projects.All(project => !project.StartsWith(name, StringComparison.OrdinalIgnoreCase))) is { } unknown)
            throw new UsageException($"there are no tests called '{unknown}'; there are {string.Join(", ", Projects)}");

        var total = new Count(0, 0, 0);
        foreach (var project in Projects.Where(project => chosen.Count == 0 || chosen.Any(name => project.StartsWith(name, StringComparison.OrdinalIgnoreCase))))
        {
            var started = Stopwatch.GetTimestamp();
            var count = await RunProjectAsync(project, full);
            Console.WriteLine(FormattableString.Invariant($"{project}: {count.Passed} passed, {count.Failed} failed, {count.Skipped} skipped ({Stopwatch.GetElapsedTime(started).TotalSeconds:0} s)"));
            total = new Count(total.Passed + count.Passed, total.Failed + count.Failed, total.Skipped + count.Skipped);
        }

        Console.WriteLine($"{total.Passed} passed, {total.Failed} failed{(total.Skipped > 0 ? $", {total.Skipped} skipped" : "")}");
        return total.Failed == 0 && total.Passed > 0 ? 0 : 1;
    }

    private static async Task<Count> RunProjectAsync(string project, bool full)
    {
        var report = Path.Combine(Path.GetTempPath(), $"publican-{project}-{Environment.ProcessId}.xml");
        try
        {
            var info = new ProcessStartInfo(Repository.Program(project), full ? ["-result-xml", report] : ["-result-xml", report, "-trait-", "Length=long"]);
            using var process = Process.Start(info)!;
            using var limit = new CancellationTokenSource(Limit);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                Console.WriteLine($"{project} did not end within {Limit.TotalMinutes:0} minutes");
                return new Count(0, 1, 0);
            }

            return Read(project, report, process.ExitCode);
        }
        finally
        {
            File.Delete(report);
        }
    }

    private static Count Read(string project, string report, int exitCode)
    {
        if (!File.Exists(report))
        {
            Console.WriteLine($"{project} ended with exit code {exitCode} and no report");
            return new Count(0, 1, 0);
        }

        var assemblies = XDocument.Load(report).Descendants("assembly").ToList();
        var (passed, failed, skipped) = (Sum("passed"), Sum("failed") + Sum("errors"), Sum("skipped"));
        if (passed + skipped == 0 || (exitCode != 0 && failed == 0))
            failed++;
        return new Count(passed, failed, skipped);

        int Sum(string attribute) => assemblies.Sum(assembly => int.Parse(assembly.Attribute(attribute)?.Value ?? "0", CultureInfo.InvariantCulture));
    }
}
