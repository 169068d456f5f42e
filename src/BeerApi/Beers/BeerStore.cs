using System.Data;
using Npgsql;

namespace BeerApi.Beers;

/// <summary>The beers in PostgreSQL. Values travel as parameters only; Npgsql prepares each statement after its second use.</summary>
internal sealed class BeerStore(NpgsqlDataSource database)
{
    private const string Columns = "id, name, style, abv, created_at, updated_at";

    public async Task<BeerPage> ListAsync(BeerQuery query, CancellationToken stop)
    {
        // Two statements rather than one with "$3 IS NULL OR style = $3", for which no plan is good in both cases.
        var filter = query.Style is null ? "" : "AND style = $3";
        await using var command = database.CreateCommand($"SELECT {Columns} FROM public.beers WHERE id > $1 {filter} ORDER BY id LIMIT $2");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = query.After });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = query.Limit + 1 });
        if (query.Style is { } style)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = style });
        }
        await using var reader = await command.ExecuteReaderAsync(stop);
        var beers = new List<Beer>(query.Limit + 1);
        while (await reader.ReadAsync(stop))
        {
            beers.Add(Read(reader));
        }
        return BeerPage.Cut(beers, query.Limit);
    }

    public async Task<Beer?> FindAsync(long id, CancellationToken stop)
    {
        await using var command = database.CreateCommand($"SELECT {Columns} FROM public.beers WHERE id = $1");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, stop);
        return await reader.ReadAsync(stop) ? Read(reader) : null;
    }

    public async Task<Beer> AddAsync(BeerDraft draft, CancellationToken stop)
    {
        await using var command = database.CreateCommand(
            $"INSERT INTO public.beers (name, style, abv) VALUES ($1, $2, $3) RETURNING {Columns}");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = draft.Name });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = draft.Style });
        command.Parameters.Add(new NpgsqlParameter<decimal> { TypedValue = draft.Abv });
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, stop);
        await reader.ReadAsync(stop);
        return Read(reader);
    }

    private static Beer Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.IsDBNull(2) ? null : row.GetString(2),
        row.GetDecimal(3),
        row.GetDateTime(4),
        row.GetDateTime(5));
}
