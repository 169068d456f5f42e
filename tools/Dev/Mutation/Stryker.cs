using System.Diagnostics;
using System.Text.Json.Nodes;
using Publican.Stack;

namespace Publican.Dev.Mutation;

/// <param name="Status">Killed, Timeout, Survived, NoCoverage, CompileError or Ignored.</param>
internal sealed record Mutant(int Line, string Mutator, string Replacement, string Status);

/// <param name="File">Below src/Reconciler, or the planted one.</param>
internal sealed record FileResult(string File, IReadOnlyList<Mutant> Mutants);

/// <summary>Runs the tool that .config/dotnet-tools.json names, and reads its JSON report.</summary>
internal static class Stryker
{
    private static readonly string Tests = Path.Combine(Repository.Root, "tests", "Mutation");

    public static async Task<IReadOnlyList<FileResult>> RunAsync(string project, IReadOnlyList<string> files)
    {
        var output = Path.Combine(Repository.Root, "artifacts", "mutation", "run");
        if (Directory.Exists(output))
            Directory.Delete(output, recursive: true);
        string[] args = ["stryker", "--config-file", "stryker-config.json", "--project", project, "--skip-version-check", "--output", output, .. files.SelectMany(file => new[] { "--mutate", file })];
        using var process = Process.Start(new ProcessStartInfo("dotnet", args) { WorkingDirectory = Tests })!;
        await process.WaitForExitAsync();

        var report = Path.Combine(output, "reports", "mutation-report.json");
        if (process.ExitCode != 0 || !File.Exists(report))
            throw new StackException($"Stryker ended with exit code {process.ExitCode} for {string.Join(", ", files)}; {output} has what it wrote");
        var root = JsonNode.Parse(await File.ReadAllTextAsync(report))!;
        return [.. files.Select(file => new FileResult(file, [.. MutantsOf(root, file)]))];
    }

    private static IEnumerable<Mutant> MutantsOf(JsonNode report, string file) => report["files"]!.AsObject()
        .Where(entry => entry.Key.Replace('\\', '/').EndsWith($"/{file}", StringComparison.Ordinal))
        .SelectMany(entry => entry.Value!["mutants"]!.AsArray())
        .Select(mutant => new Mutant(
            mutant!["location"]!["start"]!["line"]!.GetValue<int>(),
            mutant["mutatorName"]!.GetValue<string>(),
            mutant["replacement"]?.GetValue<string>() ?? "",
            mutant["status"]!.GetValue<string>()));
}
