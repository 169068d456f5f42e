using System.Diagnostics;
using Publican.Stack;

namespace Publican.Bench;

/// <summary>A database of so many beers, and a server over it that keeps no copy.</summary>
internal sealed record BeerTable(BeerDatabase Database, Contender Server, HttpClient Client) : IAsyncDisposable
{
    public static async Task<BeerTable> StartAsync(PostgresServer postgres, string name, int rows) =>
        await ServeAsync(await BeerDatabase.CreateAsync(postgres, name, rows), name);

    public static async Task<BeerTable> ServeAsync(BeerDatabase database, string name)
    {
        var server = await Contender.BeerApiAsync(name, database.Url, copyMegabytes: 0);
        return new BeerTable(database, server, server.CreateClient());
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
