namespace BeerApi.Beers;

/// <summary>What beers are sorted by. The numbers are part of cursors, which clients may keep.</summary>
internal enum BeerKey
{
    Id = 0,
    Name = 1,
    Abv = 2,
}

/// <summary>The order of a list. Beers with the same name or abv stand in the order of their ids, so that a page has one beginning only.</summary>
internal sealed record BeerOrder(BeerKey Key, bool Descending)
{
    public static BeerOrder ById { get; } = new(BeerKey.Id, Descending: false);

    /// <summary>As clients write it: <c>name</c>, <c>-name</c> and so on; null for anything else.</summary>
    public static BeerOrder? Parse(string text) => text switch
    {
        "id" => ById,
        "-id" => new(BeerKey.Id, Descending: true),
        "name" => new(BeerKey.Name, Descending: false),
        "-name" => new(BeerKey.Name, Descending: true),
        "abv" => new(BeerKey.Abv, Descending: false),
        "-abv" => new(BeerKey.Abv, Descending: true),
        _ => null,
    };

    public override string ToString() => (Descending ? "-" : "") + Key switch
    {
        BeerKey.Name => "name",
        BeerKey.Abv => "abv",
        _ => "id",
    };
}
