using Npgsql;

namespace BeerApi.Beers;

internal sealed record SeedAnswer(int Added, int AlreadyThere);

/// <summary>A few well-known styles to try the API with. Seeding twice, or twice at once, adds each beer once.</summary>
internal static class BeerSeed
{
    /// <summary>"seed" in ASCII; held to the end of the transaction, so that two seeds do not both find a beer missing.</summary>
    private const long LockKey = 0x73656564;

    private static readonly BeerDraft[] Beers =
    [
        new("Anchor Light", "Pale Lager", 4.2m),
        new("Brown Cow", "Brown Ale", 4.8m),
        new("Cellar Door", "Porter", 5.4m),
        new("Der Müller", "Hefeweizen", 5.2m),
        new("Early Train", "Session IPA", 3.9m),
        new("Farmhouse No. 3", "Saison", 6.5m),
        new("Grand Cru d'Été", "Tripel", 8.5m),
        new("Half Day", "Alcohol-free Lager", 0.4m),
        new("Iron Bridge", "Imperial Stout", 10.5m),
        new("Just Hops", "India Pale Ale", 6.2m),
    ];

    public static async Task<(SeedAnswer Answer, ulong Transaction)> PlantAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await using var exclusive = new NpgsqlCommand("SELECT pg_current_xact_id() FROM pg_advisory_xact_lock($1)", connection, transaction);
        exclusive.Parameters.Add(new NpgsqlParameter<long> { TypedValue = LockKey });
        var number = (ulong)(await exclusive.ExecuteScalarAsync(stop))!;
        await using var insert = new NpgsqlCommand(
            """
            INSERT INTO public.beers (name, style, abv)
            SELECT seed.name, seed.style, seed.abv FROM unnest($1, $2, $3) AS seed (name, style, abv)
            WHERE NOT EXISTS (SELECT FROM public.beers WHERE beers.name = seed.name AND beers.style = seed.style)
            """,
            connection,
            transaction);
        insert.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. Beers.Select(beer => beer.Name)] });
        insert.Parameters.Add(new NpgsqlParameter<string?[]> { TypedValue = [.. Beers.Select(beer => beer.Style)] });
        insert.Parameters.Add(new NpgsqlParameter<decimal[]> { TypedValue = [.. Beers.Select(beer => beer.Abv)] });
        var added = await insert.ExecuteNonQueryAsync(stop);
        await transaction.CommitAsync(stop);
        return (new SeedAnswer(added, Beers.Length - added), number);
    }
}
