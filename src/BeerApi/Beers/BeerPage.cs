namespace BeerApi.Beers;

/// <summary>Some beers, and the id after which the next page begins; null on the last page.</summary>
internal sealed record BeerPage(IReadOnlyList<Beer> Beers, long? NextAfter)
{
    /// <summary>One beer more than asked for was read, to know whether there is a next page.</summary>
    public static BeerPage Cut(List<Beer> beers, int limit)
    {
        if (beers.Count <= limit)
        {
            return new BeerPage(beers, null);
        }
        beers.RemoveRange(limit, beers.Count - limit);
        return new BeerPage(beers, beers[^1].Id);
    }
}
