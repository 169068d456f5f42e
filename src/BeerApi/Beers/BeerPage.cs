namespace BeerApi.Beers;

/// <summary>Some beers, and where the next page begins; null on the last page.</summary>
internal sealed record BeerPage(IReadOnlyList<Beer> Beers, BeerCursor? Next)
{
    /// <summary>One beer more than asked for was read, to know whether there is a next page.</summary>
    public static BeerPage Cut(List<Beer> beers, BeerQuery query)
    {
        if (beers.Count <= query.Limit)
        {
            return new BeerPage(beers, null);
        }
        beers.RemoveRange(query.Limit, beers.Count - query.Limit);
        return new BeerPage(beers, BeerCursor.After(beers[^1], query.Order));
    }
}
