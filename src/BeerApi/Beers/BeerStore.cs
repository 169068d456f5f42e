using System.Data;
using BeerApi.Database;
using BeerApi.Http;
using BeerApi.Reading;
using Npgsql;

namespace BeerApi.Beers;

/// <summary>How a write to one beer ended.</summary>
/// <param name="Written">The beer as it is now, or was when it was deleted; null when nothing was written.</param>
/// <param name="Exists">There is such a beer: if nothing was written, it has another version.</param>
internal sealed record WriteOutcome(Written? Written, bool Exists);

/// <summary>A beer as a write left it, and the transaction that wrote.</summary>
internal sealed record Written(Beer Beer, ulong Transaction);

/// <summary>The beers in PostgreSQL. Values travel as parameters only; Npgsql prepares each statement after its second use.</summary>
internal sealed class BeerStore(BeerDatabase database, BeerCopy copy)
{
    private const string Columns = "id, name, style, abv, created_at, updated_at, version";
    private const string Returning = $"RETURNING {Columns}, pg_current_xact_id()";

    // The clock after the wait for the row, not that of the transaction: a later version must not be older.
    private const string Touch = "version = version + 1, updated_at = clock_timestamp()";
    private const string IfMeant = "WHERE id = $1 AND ($2::bigint[] IS NULL OR version = ANY ($2))";

    public Task<BeerPage> ListAsync(BeerQuery query, CancellationToken stop) => database.RepeatableAsync(
        async (connection, cancel) =>
        {
            await using var command = BeerListSql.Command(query, Columns, connection);
            await using var reader = await command.ExecuteReaderAsync(cancel);
            var beers = new List<Beer>(query.Limit + 1);
            while (await reader.ReadAsync(cancel))
            {
                beers.Add(Read(reader));
            }
            return BeerPage.Cut(beers, query);
        },
        stop);

    public Task<Beer?> FindAsync(long id, CancellationToken stop) => database.RepeatableAsync(
        async (connection, cancel) =>
        {
            await using var command = new NpgsqlCommand($"SELECT {Columns} FROM public.beers WHERE id = $1", connection);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
            await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancel);
            return await reader.ReadAsync(cancel) ? Read(reader) : null;
        },
        stop);

    /// <summary>Takes part in the transaction of the connection, if there is one.</summary>
    public static async Task<Written> AddAsync(BeerDraft draft, NpgsqlConnection connection, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(
            $"INSERT INTO public.beers (name, style, abv) VALUES ($1, $2, $3) {Returning}", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = draft.Name });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = draft.Style });
        command.Parameters.Add(new NpgsqlParameter<decimal> { TypedValue = draft.Abv });
        return (await ReadWrittenAsync(command, stop))!;
    }

    public Task<WriteOutcome> ReplaceAsync(long id, BeerDraft draft, WantedVersions wanted, CancellationToken stop) =>
        ChangeAsync(id, new BeerPatch(draft.Name, SetsStyle: true, draft.Style, draft.Abv), wanted, stop);

    public Task<WriteOutcome> ChangeAsync(long id, BeerPatch patch, WantedVersions wanted, CancellationToken stop) => WriteAsync(
        $"""
        UPDATE public.beers
        SET name = coalesce($3, name), style = CASE WHEN $4 THEN $5 ELSE style END, abv = coalesce($6, abv), {Touch}
        {IfMeant} {Returning}
        """,
        id,
        wanted,
        [
            new NpgsqlParameter<string?> { TypedValue = patch.Name },
            new NpgsqlParameter<bool> { TypedValue = patch.SetsStyle },
            new NpgsqlParameter<string?> { TypedValue = patch.Style },
            new NpgsqlParameter<decimal?> { TypedValue = patch.Abv },
        ],
        stop);

    public Task<WriteOutcome> DeleteAsync(long id, WantedVersions wanted, CancellationToken stop) =>
        WriteAsync($"DELETE FROM public.beers {IfMeant} {Returning}", id, wanted, [], stop);

    /// <summary>One statement, so that nobody comes between the look at the version and the write.</summary>
    private async Task<WriteOutcome> WriteAsync(string sql, long id, WantedVersions wanted, NpgsqlParameter[] values, CancellationToken stop)
    {
        var outcome = await database.OnceAsync(WriteAsync, stop);
        if (outcome.Written is { } written)
        {
            copy.Apply(new Change(written.Transaction, [id]));
        }
        return outcome;

        async Task<WriteOutcome> WriteAsync(NpgsqlConnection connection, CancellationToken cancel)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
            command.Parameters.Add(new NpgsqlParameter<long[]?> { TypedValue = wanted.Versions });
            foreach (var value in values)
            {
                command.Parameters.Add(value.Clone());
            }
            if (await ReadWrittenAsync(command, cancel) is { } written)
            {
                return new WriteOutcome(written, Exists: true);
            }
            await using var look = new NpgsqlCommand("SELECT true FROM public.beers WHERE id = $1", connection);
            look.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
            return new WriteOutcome(null, Exists: await look.ExecuteScalarAsync(cancel) is true);
        }
    }

    private static async Task<Written?> ReadWrittenAsync(NpgsqlCommand command, CancellationToken stop)
    {
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, stop);
        return await reader.ReadAsync(stop) ? new Written(Read(reader), reader.GetFieldValue<ulong>(7)) : null;
    }

    private static Beer Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.IsDBNull(2) ? null : row.GetString(2),
        row.GetDecimal(3),
        row.GetDateTime(4),
        row.GetDateTime(5),
        row.GetInt64(6));
}
