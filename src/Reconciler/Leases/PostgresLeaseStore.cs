using System.Net.Sockets;
using Npgsql;

namespace Publican.Leases;

/// <summary>The lease in PostgreSQL, in a table of its own that is made when it is missing.</summary>
public sealed class PostgresLeaseStore : ILeaseStore, IAsyncDisposable
{
    /// <summary>One statement, so that nobody can come in between. The row is locked while it is judged, by the clock of that moment.</summary>
    private const string Take = """
        with earlier as (select holder from publican_lease where environment = $1),
        taken as (
            insert into publican_lease as lease (environment, holder, epoch, expires_at)
            values ($1, $2, 1, clock_timestamp() + make_interval(secs => $3))
            on conflict (environment) do update set
                holder = excluded.holder,
                epoch = lease.epoch + case when lease.holder = excluded.holder then 0 else 1 end,
                expires_at = clock_timestamp() + make_interval(secs => $3)
            where lease.holder in (excluded.holder, '') or lease.expires_at <= clock_timestamp()
            returning holder, epoch)
        select true, holder, epoch, coalesce((select holder from earlier), '') = '' from taken
        union all
        select false, holder, epoch, false from publican_lease where environment = $1 and not exists (select from taken)
        """;

    private const string Release = "update publican_lease set holder = '', expires_at = clock_timestamp() where environment = $1 and holder = $2";

    // Two that start together must not both create it: "if not exists" alone looks before it locks.
    private const string Create = """
        begin;
        select pg_advisory_xact_lock(hashtextextended('publican_lease', 0));
        create table if not exists publican_lease (
            environment text primary key,
            holder text not null,
            epoch bigint not null,
            expires_at timestamptz not null);
        commit
        """;

    private readonly NpgsqlDataSource _source;

    public PostgresLeaseStore(LeaseDatabase database)
    {
        var builder = new NpgsqlSlimDataSourceBuilder();
        var connection = builder.ConnectionStringBuilder;
        (connection.Host, connection.Port, connection.Database) = (database.Host, database.Port, database.Name);
        (connection.Username, connection.Password) = (database.User, database.Password);
        (connection.SslMode, connection.RootCertificate) = (database.SslMode, database.RootCertificate);
        connection.ApplicationName = "publican";
        connection.MaxPoolSize = 2;

        // Tried first by default, at the price of a second connection wherever there is no Kerberos.
        connection.GssEncryptionMode = GssEncryptionMode.Disable;

        // The keeper limits each question; a connection that hangs must not outlive many of them.
        (connection.Timeout, connection.CommandTimeout, connection.CancellationTimeout) = (5, 5, 250);
        builder.EnableTransportSecurity();
        _source = builder.Build();
    }

    public async Task<LeaseAnswer> TakeAsync(string environment, string holder, TimeSpan duration, CancellationToken cancel)
    {
        try
        {
            return await AskAsync(environment, holder, duration, cancel);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return await CreateAndAskAsync(environment, holder, duration, cancel);
        }
        catch (Exception error) when (IsFromDatabase(error))
        {
            throw Unavailable(error);
        }
    }

    public async Task ReleaseAsync(string environment, string holder, CancellationToken cancel)
    {
        try
        {
            await using var command = _source.CreateCommand(Release);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = environment });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = holder });
            await command.ExecuteNonQueryAsync(cancel);
        }
        catch (Exception error) when (IsFromDatabase(error))
        {
            throw Unavailable(error);
        }
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task<LeaseAnswer> CreateAndAskAsync(string environment, string holder, TimeSpan duration, CancellationToken cancel)
    {
        try
        {
            await using (var create = _source.CreateCommand(Create))
                await create.ExecuteNonQueryAsync(cancel);
            return await AskAsync(environment, holder, duration, cancel);
        }
        catch (Exception error) when (IsFromDatabase(error))
        {
            throw Unavailable(error);
        }
    }

    private async Task<LeaseAnswer> AskAsync(string environment, string holder, TimeSpan duration, CancellationToken cancel)
    {
        await using var command = _source.CreateCommand(Take);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = environment });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = holder });
        command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = duration.TotalSeconds });
        await using var reader = await command.ExecuteReaderAsync(cancel);

        // No row: another one inserted it after our snapshot, so it is held, and its name is seen next time.
        return await reader.ReadAsync(cancel)
            ? new LeaseAnswer(reader.GetBoolean(0), reader.GetString(1) is { Length: > 0 } name ? name : "another instance", reader.GetInt64(2), reader.GetBoolean(3))
            : new LeaseAnswer(Taken: false, "another instance", 0, Orderly: false);
    }

    private static bool IsFromDatabase(Exception error) => error is NpgsqlException or SocketException or TimeoutException;

    // PostgreSQL's messages hold no password.
    private static LeaseStoreException Unavailable(Exception error) => new(
        error switch
        {
            PostgresException postgres => $"the database answered: {postgres.MessageText} (SQLSTATE {postgres.SqlState})",
            { InnerException: { } inner } => $"the database is away: {error.Message}: {inner.Message}",
            _ => $"the database is away: {error.Message}",
        },
        error);
}
