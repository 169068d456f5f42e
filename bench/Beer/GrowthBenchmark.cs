using System.Diagnostics;
using Publican.Stack;

namespace Publican.Bench;

/// <summary>The same pages of a small and a large table, read from the database and not from the copy, in turns.</summary>
internal static class GrowthBenchmark
{
    private const int Small = 1_000, Large = 1_000_000, Times = 200;

    private static readonly string[] Lists = ["/beers?limit=50", "/beers?limit=50&style=Porter"];

    public static async Task<bool> RunAsync()
    {
        await using var postgres = await PostgresServer.StartNewAsync();
        await using var small = await Table.StartAsync(postgres, "small", Small);
        await using var large = await Table.StartAsync(postgres, "large", Large);
        Output.Line($"\n| page, median of {Times} | {Small:N0} beers | {Large:N0} beers | ratio |\n| --- | ---: | ---: | ---: |");
        var worst = 0.0;
        foreach (var list in Lists)
        {
            foreach (var (what, smallPath, largePath) in new[]
            {
                ("page 1", list, list),
                ("a page in the middle", await small.MiddleAsync(list), await large.MiddleAsync(list)),
            })
            {
                var (smallTimes, largeTimes) = (new List<double>(), new List<double>());
                for (var time = 0; time < Times; time++)
                {
                    smallTimes.Add(await small.MillisecondsAsync(smallPath));
                    largeTimes.Add(await large.MillisecondsAsync(largePath));
                }

                var (smaller, larger) = (Output.Median(smallTimes), Output.Median(largeTimes));
                worst = Math.Max(worst, larger / smaller);
                Output.Line($"| `{list}`, {what} | {smaller:0.00} ms | {larger:0.00} ms | {larger / smaller:0.00} |");
            }
        }

        Output.WantedHead("cost as the table grows");
        return Output.Wanted("the worst of these ratios", worst, "", atMost: 2);
    }

    /// <summary>A database of so many beers, and a server over it.</summary>
    private sealed record Table(int Rows, Contender Server, HttpClient Client) : IAsyncDisposable
    {
        public static async Task<Table> StartAsync(PostgresServer postgres, string name, int rows)
        {
            var database = await BeerDatabase.CreateAsync(postgres, name, rows);
            var server = await Contender.BeerApiAsync(name, database.Url, copyMegabytes: 0);
            return new Table(rows, server, new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.Port}") });
        }

        public async Task<double> MillisecondsAsync(string path)
        {
            var clock = Stopwatch.StartNew();
            using var answer = await Client.GetAsync(path);
            await answer.Content.ReadAsByteArrayAsync();
            answer.EnsureSuccessStatusCode();
            return clock.Elapsed.TotalMilliseconds;
        }

        /// <summary>The address of the page half-way down a list, found as a client finds it: from page to page.</summary>
        public async Task<string> MiddleAsync(string list)
        {
            var pages = new List<string>();
            for (var next = list.Replace("limit=50", "limit=500", StringComparison.Ordinal); next is not null;)
            {
                pages.Add(next);
                using var answer = await Client.GetAsync(next);
                next = answer.Headers.TryGetValues("Link", out var link) ? link.Single().Split('<', '>')[1] : null;
            }

            return pages[pages.Count / 2].Replace("limit=500", "limit=50", StringComparison.Ordinal);
        }

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await Server.DisposeAsync();
        }
    }
}
