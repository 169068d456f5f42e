using BeerApi.Configuration;
using BeerApi.Database;
using Npgsql;

namespace BeerApi.Health;

/// <summary>Whether this process should be given requests, and if not, why.</summary>
internal sealed record ReadinessReport(bool Ready, string Reason);

/// <summary>Asks the database, and logs each change of the answer once.</summary>
internal sealed class Readiness(
    NpgsqlDataSource database, Settings settings, Draining draining, TimeProvider time, ILogger<Readiness> logger)
{
    /// <summary>With the time a cancelled query may take to end, an answer comes within one second.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(750);

    private ReadinessReport? last;

    public async Task<ReadinessReport> CheckAsync(CancellationToken stop)
    {
        var report = draining.Started ? new ReadinessReport(false, "The server is stopping.") : await AskDatabaseAsync(stop);
        if (Interlocked.Exchange(ref last, report) != report)
        {
            logger.Log(report.Ready ? LogLevel.Information : LogLevel.Warning, "{State}: {Reason}", report.Ready ? "Ready" : "Not ready", report.Reason);
        }
        return report;
    }

    private async Task<ReadinessReport> AskDatabaseAsync(CancellationToken stop)
    {
        using var budget = new CancellationTokenSource(Budget, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, budget.Token);
        try
        {
            await using var connection = await database.OpenConnectionAsync(either.Token);
            var version = await MigrationLedger.ReadVersionAsync(connection, either.Token);
            return version >= settings.SchemaVersion
                ? new ReadinessReport(true, $"The database answers and its schema is at version {version}.")
                : new ReadinessReport(false, $"The schema is at version {version}, this release needs {settings.SchemaVersion}: run migrate.");
        }
        catch (Exception e) when (DatabaseErrors.IsFromDatabase(e))
        {
            if (DatabaseErrors.BreaksConnections(e))
            {
                database.Clear();
            }
            return NotReachable(DatabaseErrors.Describe(e));
        }
        catch (OperationCanceledException) when (budget.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            return NotReachable("no answer in time");
        }
    }

    private ReadinessReport NotReachable(string reason) => new(false, $"The database {settings.Database} cannot be reached: {reason}");
}
