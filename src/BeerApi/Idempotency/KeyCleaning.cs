using BeerApi.Database;
using Npgsql;

namespace BeerApi.Idempotency;

/// <summary>Clears away what nobody may ask for any more. Every task does; that two do it at once hurts nobody.</summary>
internal sealed class KeyCleaning(NpgsqlDataSource database, TimeProvider time, ILogger<KeyCleaning> logger) : BackgroundService
{
    /// <summary>How long an answer is remembered, in PostgreSQL's words.</summary>
    public const string Kept = "24 hours";

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await CleanAsync(stoppingToken);
            }
            catch (Exception e) when (DatabaseErrors.IsFromDatabase(e))
            {
                logger.LogWarning("Old idempotency keys stay for now: {Reason}", DatabaseErrors.Describe(e));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                logger.LogError(e, "Clearing old idempotency keys away made a mistake; they stay for now");
            }
        }
    }

    /// <summary>A thousand at a time: a statement has five seconds.</summary>
    private async Task CleanAsync(CancellationToken stop)
    {
        await using var command = database.CreateCommand(
            $"""
            DELETE FROM public.idempotency_keys WHERE (path, key) IN (
                SELECT path, key FROM public.idempotency_keys WHERE created_at <= now() - interval '{Kept}' LIMIT 1000)
            """);
        var removed = 0;
        for (int some; (some = await command.ExecuteNonQueryAsync(stop)) > 0;)
        {
            removed += some;
        }
        if (removed > 0)
        {
            logger.LogInformation("Removed {Count} idempotency keys older than {Age}", removed, Kept);
        }
    }
}
