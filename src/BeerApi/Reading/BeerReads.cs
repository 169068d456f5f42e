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
    private readonly BeerStore store;
    private readonly BeerCopy copy;
    private readonly Heard heard;
    private readonly ReadCounts counts;
    private readonly Func<long, Task<Rendered?>> askForBeer;
    private readonly Func<BeerQuery, Task<Rendered?>> askForPage;

    public BeerReads(BeerStore store, BeerCopy copy, Heard heard, ReadCounts counts)
    {
        (this.store, this.copy, this.heard, this.counts) = (store, copy, heard, counts);
        // What is asked for all who wait must not end because one of them went away.
        askForBeer = id => AskForBeerAsync(id, CancellationToken.None);
        askForPage = query => AskForPageAsync(query, CancellationToken.None);
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

    public ValueTask<Rendered> ListAsync(BeerQuery query, ReadAfter after, CancellationToken stop)
    {
        if (!heard.Includes(after) || copy.Pages.Find(query) is not { } kept)
        {
            return new ValueTask<Rendered>(ListSlowlyAsync(query, after, stop));
        }
        counts.FromMemory();
        return new ValueTask<Rendered>(kept);
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

    private async Task<Rendered> ListSlowlyAsync(BeerQuery query, ReadAfter after, CancellationToken stop)
    {
        counts.FromDatabase();
        if (!copy.IsOn || !await heard.IncludesSoonAsync(after, stop))
        {
            return (await AskForPageAsync(query, stop))!;
        }
        return copy.Pages.Find(query) ?? (await copy.Pages.AskAsync(query, askForPage).WaitAsync(stop))!;
    }

    private async Task<Rendered?> AskForBeerAsync(long id, CancellationToken stop) => await store.FindAsync(id, stop) is { } beer
        ? new Rendered(JsonSerializer.SerializeToUtf8Bytes(beer, BeerJson.ForPeople.Beer), ETag: EntityTags.Of(beer.Version))
        : null;

    private async Task<Rendered?> AskForPageAsync(BeerQuery query, CancellationToken stop)
    {
        var page = await store.ListAsync(query, stop);
        var link = page.Next is { } next ? $"<{query.NextPage(next)}>; rel=\"next\"" : null;
        return new Rendered(JsonSerializer.SerializeToUtf8Bytes(page.Beers, BeerJson.ForPeople.IReadOnlyListBeer), Link: link);
    }
}
