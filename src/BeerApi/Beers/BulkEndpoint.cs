using System.Text.Json;
using BeerApi.Database;
using BeerApi.Http;
using BeerApi.Idempotency;
using BeerApi.Problems;
using Microsoft.AspNetCore.Http.Features;
using Npgsql;
using NpgsqlTypes;

namespace BeerApi.Beers;

internal sealed record BulkAnswer(int Added);

/// <summary>Adds many beers, or none of them.</summary>
internal static class BulkEndpoint
{
    public static async Task<IResult> AddAsync(HttpContext context, RequestBody body, BulkGate gate, IdempotentWrites writes, CancellationToken stop)
    {
        if (ContentTypes.Refuse(context.Request, ContentTypes.NdJson, "application/ndjson") is { } refusal)
        {
            return refusal;
        }
        var keyErrors = new FieldErrors();
        var key = IdempotencyKey.Read("/beers/bulk", context.Request, keyErrors);
        await gate.EnterAsync(stop);
        try
        {
            context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = BulkLines.MaxBytes;
            var (beers, errors, hash) = await body.StreamAsync(context, BulkLines.ReadAsync);
            errors.AddAll("", keyErrors);
            return errors.None
                ? await writes.RunAsync(key, hash, (connection, cancel) => CopyAsync(beers, connection, cancel), stop)
                : ProblemResult.Invalid(errors);
        }
        finally
        {
            gate.Leave();
        }
    }

    /// <summary>COPY is one statement: either all rows are there or none.</summary>
    private static async Task<Answer> CopyAsync(List<BeerDraft> beers, NpgsqlConnection connection, CancellationToken stop)
    {
        await using var rows = await connection.BeginBinaryImportAsync("COPY public.beers (name, style, abv) FROM STDIN (FORMAT BINARY)", stop);
        foreach (var beer in beers)
        {
            await rows.StartRowAsync(stop);
            await rows.WriteAsync(beer.Name, NpgsqlDbType.Text, stop);
            if (beer.Style is null)
            {
                await rows.WriteNullAsync(stop);
            }
            else
            {
                await rows.WriteAsync(beer.Style, NpgsqlDbType.Text, stop);
            }
            await rows.WriteAsync(beer.Abv, NpgsqlDbType.Numeric, stop);
        }
        await rows.CompleteAsync(stop);
        await rows.CloseAsync(stop);
        var answer = JsonSerializer.SerializeToUtf8Bytes(new BulkAnswer(beers.Count), BeerJson.ForPeople.BulkAnswer);
        return new Answer(StatusCodes.Status200OK, null, null, answer) { Transaction = await TransactionAsync(connection, stop) };
    }

    /// <summary>
    /// COPY tells nothing of its own. Without a transaction around both this is one that began after it, whose token is good for it, too.
    /// </summary>
    private static async Task<ulong> TransactionAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand("SELECT pg_current_xact_id()", connection);
        return (ulong)(await command.ExecuteScalarAsync(stop))!;
    }
}

/// <summary>Four uploads at once, each with a few megabytes of beers in memory; whoever comes then waits a second, and is then asked to come again.</summary>
internal sealed class BulkGate() : Gate(4, 4, TimeSpan.FromSeconds(1), "Too many uploads run at once; try again in a moment.");
