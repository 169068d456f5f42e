using System.Text.Json.Serialization;
using BeerApi.Beers;
using BeerApi.Health;
using BeerApi.Problems;

namespace BeerApi;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(About))]
[JsonSerializable(typeof(Beer))]
[JsonSerializable(typeof(IReadOnlyList<Beer>))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(SeedAnswer))]
internal sealed partial class BeerJson : JsonSerializerContext;
