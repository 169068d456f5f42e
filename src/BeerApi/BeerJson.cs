using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using BeerApi.Beers;
using BeerApi.Health;
using BeerApi.Problems;

namespace BeerApi;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(About))]
[JsonSerializable(typeof(Beer))]
[JsonSerializable(typeof(IReadOnlyList<Beer>))]
[JsonSerializable(typeof(BulkAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(SeedAnswer))]
internal sealed partial class BeerJson : JsonSerializerContext
{
    /// <summary>Leaves letters of all scripts as they are, where the default writes \u escapes.</summary>
    public static BeerJson ForPeople { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    });
}
