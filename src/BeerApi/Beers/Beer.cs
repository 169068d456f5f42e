namespace BeerApi.Beers;

/// <summary>A beer in the catalogue.</summary>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Style">Up to 50 characters; null when nobody gave one.</param>
/// <param name="Abv">Alcohol by volume in percent, 0 to 100, with one decimal.</param>
internal sealed record Beer(long Id, string Name, string? Style, decimal Abv, DateTime CreatedAt, DateTime UpdatedAt);

/// <summary>What a client says about a beer, already validated.</summary>
internal sealed record BeerDraft(string Name, string? Style, decimal Abv);
