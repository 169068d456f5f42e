using System.Diagnostics;
using Publican.Stack;

namespace Publican.Dev.Mutation;

/// <summary>
/// <c>./dev mutate [--minutes N] [--fresh] [NAME…]</c>: Stryker on Planning and Rollouts, some files at a time. What is done is kept until the
/// file changes, so that a run that was stopped goes on. When all files are done and none was named, docs/mutation.md is written anew.
/// </summary>
internal static class MutateCommand
{
    /// <summary>Bytes of source for one run: each run builds and tries all tests first, so neither few nor many.</summary>
    private const int PartSize = 48_000;

    private static readonly string[] Rooms = ["Planning", "Rollouts"];

    public static async Task<int> RunAsync(string[] args)
    {
        var options = MutateOptions.Parse(args);
        var files = Files().Where(file => options.Names.Count == 0 || options.Names.Any(name => file.Contains(name, StringComparison.OrdinalIgnoreCase))).ToList();
        if (files.Count == 0)
            throw new UsageException($"no file of {string.Join(" or ", Rooms)} has {string.Join(" or ", options.Names)} in its name");

        var (store, started) = (new MutationStore(options.Fresh), Stopwatch.GetTimestamp());
        var missing = files.Where(file => store.Read(file) is null).ToList();
        if (missing.Count > 0 && await PlantedIsToldRight() is { } wrong)
        {
            Console.Error.WriteLine($"dev: {wrong}; no score can be believed");
            return 1;
        }

        foreach (var part in Parts(missing))
        {
            if (options.Limit is { } limit && Stopwatch.GetElapsedTime(started) > limit)
                return Stopped(files, store, limit);
            var began = Stopwatch.GetTimestamp();
            foreach (var result in await Stryker.RunAsync("Reconciler.csproj", part))
                store.Write(result);
            Console.WriteLine(FormattableString.Invariant($"{string.Join(", ", part)}: {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s"));
        }

        var report = new MutationReport([.. files.Select(file => store.Read(file)!)]);
        Console.Write(report.Table());
        if (options.Names.Count > 0)
        {
            Console.Write(report.Survivors());
            return 0;
        }

        await File.WriteAllTextAsync(Path.Combine(Repository.Root, "docs", "mutation.md"), report.Page());
        Console.WriteLine(FormattableString.Invariant($"docs/mutation.md is written; {Stopwatch.GetElapsedTime(started).TotalMinutes:0} minutes for {missing.Count} of {files.Count} files"));
        return report.Score >= MutationReport.Wanted ? 0 : 1;
    }

    private static int Stopped(List<string> files, MutationStore store, TimeSpan limit)
    {
        Console.WriteLine(FormattableString.Invariant(
            $"{limit.TotalMinutes:0} minutes are over: {files.Count(file => store.Read(file) is not null)} of {files.Count} files are done; the same command goes on"));
        return 1;
    }

    /// <summary>One mutant that must be killed, one that must survive: Stryker tells both wrong where it does not know the test runner.</summary>
    private static async Task<string?> PlantedIsToldRight()
    {
        var mutants = (await Stryker.RunAsync("Planted.csproj", ["Plant.cs"])).SelectMany(file => file.Mutants).ToList();
        return (StatusOf("age > 18"), StatusOf("age - 1")) switch
        {
            ("Killed", "Survived") => null,
            var (killed, survived) => $"of the planted mutants Stryker says {killed} where Killed is right, and {survived} where Survived is",
        };

        string StatusOf(string replacement) => mutants.FirstOrDefault(mutant => mutant.Replacement == replacement)?.Status ?? "nothing";
    }

    private static IEnumerable<string> Files() => Rooms.SelectMany(room => Directory.EnumerateFiles(Source(room), "*.cs", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Source(""), path)))
        .Order(StringComparer.Ordinal);

    private static IEnumerable<List<string>> Parts(List<string> files)
    {
        var (part, size) = (new List<string>(), 0L);
        foreach (var file in files)
        {
            part.Add(file);
            size += new FileInfo(Source(file)).Length;
            if (size < PartSize)
                continue;
            yield return part;
            (part, size) = ([], 0);
        }

        if (part.Count > 0)
            yield return part;
    }

    private static string Source(string file) => Path.Combine(Repository.Root, "src", "Reconciler", file);
}
