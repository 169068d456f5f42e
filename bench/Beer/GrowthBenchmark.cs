using Publican.Stack;

namespace Publican.Bench;

/// <summary>The same pages of a small and a large table, read from the database and not from the copy, in turns.</summary>
internal static class GrowthBenchmark
{
    private const int Small = 1_000, Large = 1_000_000, Times = 200;

    /// <summary>What the indexes promise.</summary>
    private static readonly string[] Lists = ["/beers?limit=50", "/beers?limit=50&sort=-id", "/beers?limit=50&sort=name", "/beers?limit=50&sort=-abv", "/beers?limit=50&style=Porter"];

    /// <summary>Told for what it costs: no name has it, so every name is looked at.</summary>
    private const string Search = "/beers?limit=50&q=Dortmunder";

    public static async Task<bool> RunAsync()
    {
        await using var postgres = await PostgresServer.StartNewAsync();
        await using var small = await BeerTable.StartAsync(postgres, "small", Small);
        await using var large = await BeerTable.StartAsync(postgres, "large", Large);
        Output.Line($"\n| page, median of {Times} | {Small:N0} beers | {Large:N0} beers | ratio |\n| --- | ---: | ---: | ---: |");
        var (worst, middles) = (0.0, new List<string>());
        foreach (var list in Lists)
        {
            var (smallMiddle, largeMiddle) = (await small.MiddleAsync(list), await large.MiddleAsync(list));
            middles.Add(largeMiddle);
            worst = Math.Max(worst, await CompareAsync($"`{list}`, page 1", small, list, large, list));
            worst = Math.Max(worst, await CompareAsync($"`{list}`, in the middle", small, smallMiddle, large, largeMiddle));
        }

        await CompareAsync($"`{Search}`", small, Search, large, Search, times: 10);
        Output.WantedHead("cost as the table grows");
        var good = Output.Wanted("the worst of these ratios, but for `q`", worst, "", atMost: 2);
        await ExplainAsync(postgres, large, [.. Lists.Zip(middles).SelectMany(PlansOf), ($"`{Search}`", Search)]);
        return good;
    }

    private static async Task<double> CompareAsync(string what, BeerTable small, string smallPath, BeerTable large, string largePath, int times = Times)
    {
        var (smallTimes, largeTimes) = (new List<double>(), new List<double>());
        for (var time = 0; time < times; time++)
        {
            smallTimes.Add(await small.MillisecondsAsync(smallPath));
            largeTimes.Add(await large.MillisecondsAsync(largePath));
        }

        var (smaller, larger) = (Output.Median(smallTimes), Output.Median(largeTimes));
        Output.Line($"| {what} | {smaller:0.00} ms | {larger:0.00} ms | {larger / smaller:0.00} |");
        return larger / smaller;
    }

    /// <summary>The plans of these pages, as PostgreSQL carried the server's own prepared statements out.</summary>
    private static async Task ExplainAsync(PostgresServer postgres, BeerTable large, (string What, string Path)[] pages)
    {
        await large.Database.ExecuteAsync("""
            ALTER DATABASE large SET session_preload_libraries = 'auto_explain';
            ALTER DATABASE large SET auto_explain.log_min_duration = 0;
            ALTER DATABASE large SET auto_explain.log_analyze = on;
            ALTER DATABASE large SET auto_explain.log_timing = off
            """);
        await using var explaining = await BeerTable.ServeAsync(large.Database, "explained");
        foreach (var (what, path) in pages)
        {
            // PostgreSQL makes up its mind about a prepared statement after five times; a statement is prepared at its second.
            for (var time = 0; time < 10; time++)
                await explaining.MillisecondsAsync(path);
            var plan = await PlanAsync(postgres, what);
            Output.Line($"\n{what}:\n```\n{plan}\n```");
        }
    }

    private static IEnumerable<(string What, string Path)> PlansOf((string First, string Middle) page) =>
        [($"`{page.First}`, page 1", page.First), ($"`{page.First}`, in the middle", page.Middle)];

    private static async Task<string> PlanAsync(PostgresServer postgres, string what)
    {
        string[] plan = [];
        await Wait.UntilAsync($"the plan of {what} is in PostgreSQL's log", () => (plan = LastPlan(postgres.Output)).Length > 1, TimeSpan.FromSeconds(10), () => postgres.Output);
        return string.Join('\n', plan);
    }

    /// <summary>Lines of a plan are indented by a tab, and its statement comes first.</summary>
    private static string[] LastPlan(string log) =>
        [.. log.Split("plan:\n")[^1].Split('\n').TakeWhile(line => line.StartsWith('\t')).Select(line => line[1..]).Where(line => !line.StartsWith("Query Text", StringComparison.Ordinal))];
}
