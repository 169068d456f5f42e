using BeerApi.Configuration;
using Npgsql;

namespace BeerApi.Database;

/// <summary>How connections are opened. The slim builder takes only what is used, which keeps a native binary small.</summary>
internal static class BeerDataSource
{
    private const int Spare = 2;

    /// <summary>
    /// The pool of the server: a new connection may take 3 s and an answer 5 s. Two connections more than requests may use are for
    /// the readiness check and for clearing up, so that a busy server does not look like one without a database.
    /// </summary>
    public static NpgsqlDataSource Create(DatabaseSettings settings) => Create(settings, connection =>
    {
        connection.ApplicationName = "beer-api";
        connection.MaxPoolSize = settings.PoolSize + Spare;
        connection.Timeout = 3;
        // PostgreSQL gives a statement up by itself, which leaves the connection as it was; Npgsql's own limit is for a server that is gone.
        connection.CommandTimeout = 6;
        connection.Options = "-c statement_timeout=5s -c idle_in_transaction_session_timeout=10s";
        connection.MaxAutoPrepare = 20;
        connection.AutoPrepareMinUsages = 2;
        // Nothing here changes a session, so nothing needs to be put back: six statements more with each request.
        connection.NoResetOnClose = true;
        // Milliseconds. What is cancelled must not keep the health check waiting.
        connection.CancellationTimeout = 250;
    });

    /// <summary>One session for a command, such as a migration, which may take its time.</summary>
    public static NpgsqlDataSource CreateForMigration(DatabaseSettings settings) => Create(settings, connection =>
    {
        connection.ApplicationName = "beer-api command";
        connection.Pooling = false;
        connection.Timeout = 10;
        connection.CommandTimeout = 0;
    });

    /// <summary>One session that hears of changes. It tells who it is, so that a person can see what it is there for.</summary>
    public static NpgsqlDataSource CreateForListening(DatabaseSettings settings) => Create(settings, connection =>
    {
        connection.Pooling = false;
        connection.Timeout = 3;
        connection.CommandTimeout = 5;
        connection.ApplicationName = "beer-api listener";
    });

    private static NpgsqlDataSource Create(DatabaseSettings settings, Action<NpgsqlConnectionStringBuilder> configure)
    {
        var builder = new NpgsqlSlimDataSourceBuilder();
        var connection = builder.ConnectionStringBuilder;
        connection.Host = settings.Host;
        connection.Port = settings.Port;
        connection.Database = settings.Name;
        connection.Username = settings.User;
        connection.Password = settings.Password;
        connection.SslMode = settings.SslMode;
        connection.RootCertificate = settings.RootCertificate;
        // Tried first by default, at the price of a second connection wherever there is no Kerberos.
        connection.GssEncryptionMode = GssEncryptionMode.Disable;
        configure(connection);
        builder.EnableTransportSecurity();
        builder.EnableArrays();
        return builder.Build();
    }
}
