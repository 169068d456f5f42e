using BeerApi.Configuration;
using BeerApi.Database;
using Npgsql;

namespace BeerApi.Health;

/// <summary>Whether this process should be given requests, and if not, why.</summary>
/// <param name="Answer">For whoever asks, and anybody may: it names no host and no user.</param>
/// <param name="Reason">For the log.</param>
internal sealed record ReadinessReport(bool Ready, string Answer, string Reason);

/// <summary>Asks the database, once for all who want to know at the same time, and logs each change of the answer once.</summary>
internal sealed class Readiness(
    NpgsqlDataSource database, Settings settings, Draining draining, TimeProvider time, ILogger<Readiness> logger)
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Task<ReadinessReport>? running;
    private ReadinessReport? last;

    public async Task<ReadinessReport> CheckAsync(CancellationToken stop)
    {
        var report = draining.Started ? new ReadinessReport(false, "The server is stopping.", "The server is stopping.") : await Share().WaitAsync(stop);
        if (Interlocked.Exchange(ref last, report) != report)
        {
            logger.Log(report.Ready ? LogLevel.Information : LogLevel.Warning, "{State}: {Reason}", report.Ready ? "Ready" : "Not ready", report.Reason);
        }
        return report;
    }

    /// <summary>However many ask, one connection is used; and it does not end because one of them went away.</summary>
    private Task<ReadinessReport> Share()
    {
        lock (gate)
        {
            return running is { IsCompleted: false } ? running : running = AskInTimeAsync();
        }
    }

    private async Task<ReadinessReport> AskInTimeAsync()
    {
        using var budget = new CancellationTokenSource();
        try
        {
            // Npgsql does not give up a handshake when asked to: it is left behind to end at its own, longer limit.
            return await AskDatabaseAsync(budget.Token).WaitAsync(Budget, time);
        }
        catch (TimeoutException)
        {
            await budget.CancelAsync();
            return NotReachable("no answer in time");
        }
    }

    /// <summary>Throws for nothing but a bug: nobody may be left to see it.</summary>
    private async Task<ReadinessReport> AskDatabaseAsync(CancellationToken stop)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(stop);
            var version = await MigrationLedger.ReadVersionAsync(connection, stop);
            return version >= settings.SchemaVersion
                ? new ReadinessReport(true, "", $"The database answers and its schema is at version {version}.")
                : new ReadinessReport(
                    false,
                    "The schema is older than this release needs: run migrate.",
                    $"The schema is at version {version}, this release needs {settings.SchemaVersion}: run migrate.");
        }
        catch (Exception e) when (DatabaseErrors.IsFromDatabase(e))
        {
            return NotReachable(DatabaseErrors.Describe(e));
        }
        catch (OperationCanceledException)
        {
            return NotReachable("the check was given up");
        }
    }

    private ReadinessReport NotReachable(string reason) =>
        new(false, "The database cannot be reached; the log says why.", $"The database {settings.Database} cannot be reached: {reason}");
}
