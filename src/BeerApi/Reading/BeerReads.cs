using System.Text.Json;
using BeerApi.Beers;
using BeerApi.Http;

namespace BeerApi.Reading;

/// <summary>
/// Where endpoints read. Answers come from the copy while <see cref="Heard"/> says that it is as new as the client may expect,
/// and otherwise straight from the database, as if there were no copy.
/// </summary>
internal sealed class BeerReads
{
    /// <summary>Longer queries are not kept: a key must not weigh more than its page.</summary>
    private const int LongText = 500;

    private readonly BeerStore store;
    private readonly BeerCopy copy;
    private readonly Heard heard;
    private readonly ReadCounts counts;
    private readonly Func<long, Task<Rendered?>> askForBeer;

    public BeerReads(BeerStore store, BeerCopy copy, Heard heard, ReadCounts counts)
    {
        (this.store, this.copy, this.heard, this.counts) = (store, copy, heard, counts);
        // What is asked for all who wait must not end because one of them went away.
        askForBeer = id => AskForBeerAsync(id, CancellationToken.None);
    }

    /// <returns>Null when there is no such beer.</returns>
    public ValueTask<Rendered?> FindAsync(long id, ReadAfter after, CancellationToken stop)
    {
        if (!heard.Includes(after) || copy.Beers.Find(id) is not { } kept)
        {
            return new ValueTask<Rendered?>(FindSlowlyAsync(id, after, stop));
        }
        counts.FromMemory();
        return new ValueTask<Rendered?>(kept);
    }

    /// <summary>A page from memory; null when it is not there, or not as new as it must be.</summary>
    /// <param name="text">The query as the client wrote it.</param>
    public Rendered? FindPage(string text, ReadAfter after)
    {
        var kept = heard.Includes(after) ? copy.Pages.Find(text) : null;
        if (kept is not null)
        {
            counts.FromMemory();
        }
        return kept;
    }

    /// <param name="text">The query as the client wrote it.</param>
    /// <param name="query">What it means.</param>
    public async Task<Rendered> ListAsync(string text, BeerQuery query, ReadAfter after, CancellationToken stop)
    {
        counts.FromDatabase();
        if (!copy.IsOn || text.Length > LongText || !await heard.IncludesSoonAsync(after, stop))
        {
            return await AskForPageAsync(query, stop);
        }
        return copy.Pages.Find(text)
            ?? (await copy.Pages.AskAsync(text, async _ => await AskForPageAsync(query, CancellationToken.None)).WaitAsync(stop))!;
    }

    private async Task<Rendered?> FindSlowlyAsync(long id, ReadAfter after, CancellationToken stop)
    {
        counts.FromDatabase();
        if (!copy.IsOn || !await heard.IncludesSoonAsync(after, stop))
        {
            return await AskForBeerAsync(id, stop);
        }
        return copy.Beers.Find(id) ?? await copy.Beers.AskAsync(id, askForBeer).WaitAsync(stop);
    }

    private async Task<Rendered?> AskForBeerAsync(long id, CancellationToken stop) => await store.FindAsync(id, stop) is { } beer
        ? new Rendered(JsonSerializer.SerializeToUtf8Bytes(beer, BeerJson.ForPeople.Beer), ETag: EntityTags.Of(beer.Version))
        : null;

    private async Task<Rendered> AskForPageAsync(BeerQuery query, CancellationToken stop)
    {
        var page = await store.ListAsync(query, stop);
        var link = page.Next is { } next ? $"<{query.NextPage(next)}>; rel=\"next\"" : null;
        return new Rendered(JsonSerializer.SerializeToUtf8Bytes(page.Beers, BeerJson.ForPeople.IReadOnlyListBeer), Link: link);
    }
}
