using System.Net.Sockets;
using Npgsql;

namespace BeerApi.Database;

/// <summary>Tells a database that is away from a bug in our SQL, and what may be tried again from what may not.</summary>
internal static class DatabaseErrors
{
    public static bool IsFromDatabase(Exception error) => error is NpgsqlException or SocketException or TimeoutException or DatabaseBusyException;

    /// <summary>True when the same request may succeed in a moment, or once somebody has mended the database.</summary>
    public static bool IsUnavailable(Exception error) => error switch
    {
        PostgresException postgres => IsUnavailable(postgres.SqlState),
        _ => IsFromDatabase(error),
    };

    /// <summary>PostgreSQL says that the transaction changed nothing, and that it may be sent again.</summary>
    public static bool IsUndone(Exception error) =>
        error is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };

    /// <summary>Also when the connection broke. Not after a time-out: the database has enough to do.</summary>
    public static bool MayBeRepeated(Exception error) => IsUndone(error) || error switch
    {
        PostgresException postgres => postgres.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown,
        NpgsqlException => error.InnerException is IOException or SocketException,
        _ => false,
    };

    /// <summary>A short reason for people. PostgreSQL's messages hold no password.</summary>
    public static string Describe(Exception error) => error switch
    {
        PostgresException postgres => $"{postgres.MessageText} (SQLSTATE {postgres.SqlState})",
        { InnerException: { } inner } when IsFromDatabase(error) => $"{error.Message}: {inner.Message}",
        _ => error.Message,
    };

    private static bool IsUnavailable(string state) =>
        state is PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn
            or PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.ReadOnlySqlTransaction
            or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
        || state[..2] is "08" or "28" or "53" or "57" or "58";
}
