using System.Net.Sockets;
using Npgsql;

namespace BeerApi.Database;

/// <summary>Tells a database that is away from a bug in our SQL.</summary>
internal static class DatabaseErrors
{
    public static bool IsFromDatabase(Exception error) => error is NpgsqlException or SocketException or TimeoutException;

    /// <summary>True when the same request may succeed in a moment, or once somebody has mended the database.</summary>
    public static bool IsUnavailable(Exception error) => error switch
    {
        PostgresException postgres => IsUnavailable(postgres.SqlState),
        _ => IsFromDatabase(error),
    };

    /// <summary>A short reason for people. PostgreSQL's messages hold no password.</summary>
    public static string Describe(Exception error) => error switch
    {
        PostgresException postgres => $"{postgres.MessageText} (SQLSTATE {postgres.SqlState})",
        { InnerException: { } inner } when IsFromDatabase(error) => $"{error.Message}: {inner.Message}",
        _ => error.Message,
    };

    private static bool IsUnavailable(string state) =>
        state is PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidCatalogName
            or PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.LockNotAvailable
        || state[..2] is "08" or "28" or "53" or "57" or "58";
}
