using Npgsql;

namespace BeerApi.Database;

/// <summary>
/// The one way from a request to the database: through a gate, so that a slow database makes a short queue, and once more
/// where a repetition can do no harm. Nothing else is repeated: a broken connection does not tell whether the write before it was done.
/// </summary>
internal sealed class BeerDatabase(NpgsqlDataSource source, Gate gate, ILogger<BeerDatabase> logger)
{
    private const int Attempts = 2;

    /// <summary>For what changes nothing, or may be done twice without harm: repeated also when the connection breaks.</summary>
    public Task<T> RepeatableAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken stop) =>
        RunAsync(work, DatabaseErrors.MayBeRepeated, stop);

    /// <summary>For everything else: repeated only when PostgreSQL says that it undid the work.</summary>
    public Task<T> OnceAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken stop) =>
        RunAsync(work, DatabaseErrors.IsUndone, stop);

    private async Task<T> RunAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, Func<Exception, bool> mayRepeat, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await InsideAsync(work, stop);
            }
            catch (Exception e) when (attempt < Attempts && !stop.IsCancellationRequested && mayRepeat(e))
            {
                logger.LogInformation("Asking the database once more: {Reason}", DatabaseErrors.Describe(e));
            }
        }
    }

    private async Task<T> InsideAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken stop)
    {
        await gate.EnterAsync(stop);
        try
        {
            await using var connection = await source.OpenConnectionAsync(stop);
            return await work(connection, stop);
        }
        finally
        {
            gate.Leave();
        }
    }
}
