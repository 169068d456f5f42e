using System.Text.Json.Serialization;

namespace BeerApi.Beers;

/// <summary>A beer in the catalogue.</summary>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Style">Up to 50 characters; null when nobody gave one.</param>
/// <param name="Abv">Alcohol by volume in percent, 0 to 100, with one decimal.</param>
/// <param name="Version">Counts the writes; clients see it as the ETag only.</param>
internal sealed record Beer(
    long Id, string Name, string? Style, decimal Abv, DateTime CreatedAt, DateTime UpdatedAt, [property: JsonIgnore] long Version);

/// <summary>What a client says about a beer, already validated.</summary>
internal sealed record BeerDraft(string Name, string? Style, decimal Abv);

/// <summary>What a client changes of a beer, already validated; null keeps what is there.</summary>
/// <param name="SetsStyle">The style is changed to <paramref name="Style"/>, which may be none.</param>
internal sealed record BeerPatch(string? Name, bool SetsStyle, string? Style, decimal? Abv);
