using System.Data;
using BeerApi.Database;
using BeerApi.Http;
using BeerApi.Problems;
using BeerApi.Reading;
using Npgsql;

namespace BeerApi.Idempotency;

/// <summary>
/// Carries a write out once for each Idempotency-Key. The write and the memory of its answer are one transaction, so a
/// repetition is answered from memory exactly when the write was done; and therefore it may be repeated by us, too, when the connection breaks.
/// </summary>
internal sealed class IdempotentWrites(BeerDatabase database, BeerCopy copy)
{
    private static readonly ProblemResult StillRunning = new(StatusCodes.Status409Conflict, "A request with this Idempotency-Key is still running; ask again in a moment.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    private static readonly ProblemResult OtherBody = new(
        StatusCodes.Status422UnprocessableEntity, "This Idempotency-Key came with another body before: take a new key for another request.");

    /// <param name="key">Null carries the write out each time.</param>
    /// <param name="hash">Of the request's body.</param>
    /// <param name="write">Adds beers, and answers with its transaction.</param>
    public async Task<IResult> RunAsync(IdempotencyKey? key, byte[] hash, Func<NpgsqlConnection, CancellationToken, Task<Answer>> write, CancellationToken stop)
    {
        var result = key is null
            ? await database.OnceAsync<IResult>(async (connection, cancel) => await write(connection, cancel), stop)
            : await database.RepeatableAsync((connection, cancel) => RunKeyedAsync(key, hash, write, connection, cancel), stop);
        if (result is Answer { Transaction: { } transaction })
        {
            copy.Apply(Change.Added(transaction));
        }
        return result;
    }

    private static async Task<IResult> RunKeyedAsync(
        IdempotencyKey key, byte[] hash, Func<NpgsqlConnection, CancellationToken, Task<Answer>> write, NpgsqlConnection connection, CancellationToken stop)
    {
        await using var transaction = await connection.BeginTransactionAsync(stop);
        if (await TryLockAsync(key, connection, stop) is not { } number)
        {
            return StillRunning;
        }
        if (await FindAsync(key, connection, stop) is var (before, answer))
        {
            // The token of this transaction, which wrote nothing, is good for what was written before it began.
            return before.AsSpan().SequenceEqual(hash) ? answer with { Transaction = number } : OtherBody;
        }
        var fresh = await write(connection, stop);
        await RememberAsync(key, hash, fresh, connection, stop);
        await transaction.CommitAsync(stop);
        return fresh;
    }

    /// <returns>The transaction that has the lock now; null when another has it.</returns>
    private static async Task<ulong?> TryLockAsync(IdempotencyKey key, NpgsqlConnection connection, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand("SELECT CASE WHEN pg_try_advisory_xact_lock($1) THEN pg_current_xact_id() END", connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = key.LockKey });
        return await command.ExecuteScalarAsync(stop) as ulong?;
    }

    /// <summary>A statement of its own after the lock, so that it sees what the holder before committed.</summary>
    private static async Task<(byte[] Hash, Answer Answer)?> FindAsync(IdempotencyKey key, NpgsqlConnection connection, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT request_hash, status, location, etag, body FROM public.idempotency_keys
            WHERE path = $1 AND key = $2 AND created_at > now() - interval '{KeyCleaning.Kept}'
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.Path });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.Key });
        await using var row = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, stop);
        return await row.ReadAsync(stop)
            ? (row.GetFieldValue<byte[]>(0), new Answer(row.GetInt32(1), Text(row, 2), Text(row, 3), row.GetFieldValue<byte[]>(4)))
            : null;

        static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }

    private static async Task RememberAsync(IdempotencyKey key, byte[] hash, Answer answer, NpgsqlConnection connection, CancellationToken stop)
    {
        // In place of one that has expired and is not cleared away yet.
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO public.idempotency_keys (path, key, request_hash, status, location, etag, body) VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (path, key) DO UPDATE SET request_hash = excluded.request_hash, status = excluded.status, location = excluded.location,
                etag = excluded.etag, body = excluded.body, created_at = excluded.created_at
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.Path });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.Key });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = hash });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = answer.Status });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = answer.Location });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = answer.ETag });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = answer.Json });
        await command.ExecuteNonQueryAsync(stop);
    }
}
