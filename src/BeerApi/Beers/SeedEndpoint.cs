using System.Text.Json;
using BeerApi.Configuration;
using BeerApi.Database;
using BeerApi.Http;
using BeerApi.Problems;
using BeerApi.Reading;

namespace BeerApi.Beers;

internal static class SeedEndpoint
{
    /// <summary>Needs no Idempotency-Key: it may be repeated as it is.</summary>
    public static async Task<IResult> SeedAsync(Settings settings, BeerDatabase database, BeerCopy copy, CancellationToken stop)
    {
        if (!settings.SeedEnabled)
        {
            return new ProblemResult(StatusCodes.Status403Forbidden, "Seeding is switched off here; it needs SEED_ENABLED=true.");
        }
        var (planted, transaction) = await database.RepeatableAsync(BeerSeed.PlantAsync, stop);
        copy.Apply(Change.Added(transaction));
        return new Answer(StatusCodes.Status200OK, null, null, JsonSerializer.SerializeToUtf8Bytes(planted, BeerJson.ForPeople.SeedAnswer)) { Transaction = transaction };
    }
}
