using System.Diagnostics;
using System.Xml.Linq;
using Publican.Stack;

namespace Publican.Dev;

/// <summary>
/// <c>./dev test [--full] [NAME…]</c>: runs the solution's test programs one after the other and counts from their reports.
/// A program that crashes, hangs or runs no test is a failure.
/// </summary>
internal static class TestCommand
{
    /// <summary>Tests with this trait run with --full only.</summary>
    private const string Long = "Length=long";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    public static async Task<int> RunAsync(string[] args)
    {
        if (args.FirstOrDefault(arg => arg.StartsWith('-') && arg != "--full") is { } unknown)
            throw new UsageException($"test does not know '{unknown}'; it knows --full and names");
        var names = args.Where(arg => arg != "--full").ToList();
        var projects = Projects();
        var chosen = projects.Where(project => names.Any(name => Has(project, name))).ToList();
        var filters = names.Where(name => !projects.Any(project => Has(project, name))).ToList();

        var total = new TestCount(0, 0, 0);
        foreach (var project in chosen.Count > 0 ? chosen : projects)
        {
            var started = Stopwatch.GetTimestamp();
            var count = await RunProjectAsync(project, filters, args.Contains("--full"));
            Console.WriteLine(FormattableString.Invariant($"{project}: {count} ({Stopwatch.GetElapsedTime(started).TotalSeconds:0} s)"));
            total += count;
        }

        if (filters.Count > 0 && total.All == 0)
            throw new UsageException($"no test has {string.Join(" or ", filters)} in its name");
        Console.WriteLine(total);
        return total.Failed == 0 ? 0 : 1;
    }

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static List<string> Projects() =>
    [
        .. XDocument.Load(Path.Combine(Repository.Root, "Publican.slnx")).Descendants("Project")
            .Select(project => Path.GetFileNameWithoutExtension(project.Attribute("Path")!.Value))
            .Where(name => name.EndsWith(".Tests", StringComparison.Ordinal)),
    ];

    private static async Task<TestCount> RunProjectAsync(string project, List<string> filters, bool full)
    {
        var report = Path.Combine(Path.GetTempPath(), $"publican-{project}-{Environment.ProcessId}.xml");
        List<string> args = ["-noLogo", "-result-xml", report, .. full ? Array.Empty<string>() : ["-trait-", Long], .. filters.SelectMany(name => new[] { "-method", $"*{name}*" })];
        try
        {
            using var process = Process.Start(Repository.Program(project), args);
            using var limit = new CancellationTokenSource(Limit);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                Console.WriteLine($"{project} did not end within {Limit.TotalMinutes:0} minutes");
                return TestCount.OneFailure;
            }

            if (!File.Exists(report))
            {
                Console.WriteLine($"{project} ended with exit code {process.ExitCode} and no report");
                return TestCount.OneFailure;
            }

            return TestCount.Read(XDocument.Load(report), process.ExitCode, mayBeEmpty: filters.Count > 0);
        }
        finally
        {
            File.Delete(report);
        }
    }
}
