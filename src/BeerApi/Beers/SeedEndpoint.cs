using BeerApi.Configuration;
using BeerApi.Problems;

namespace BeerApi.Beers;

internal static class SeedEndpoint
{
    public static void MapSeed(this IEndpointRouteBuilder routes) => routes.MapPost("/seed", SeedAsync);

    private static async Task<IResult> SeedAsync(Settings settings, BeerSeed seed, CancellationToken stop) => settings.SeedEnabled
        ? TypedResults.Ok(await seed.PlantAsync(stop))
        : new ProblemResult(StatusCodes.Status403Forbidden, "Seeding is switched off here; it needs SEED_ENABLED=true.");
}
