using Npgsql;

namespace BeerApi.Configuration;

/// <summary>The database as DATABASE_URL or, where user and password come as a secret of their own, as DB_HOST, DB_PORT, DB_NAME, DB_USER and DB_PASSWORD.</summary>
internal static class DatabaseVariables
{
    private const string Url = "DATABASE_URL";
    private const string MigrationUrl = "MIGRATION_DATABASE_URL";
    private static readonly string[] Parts = ["DB_HOST", "DB_PORT", "DB_NAME", "DB_USER", "DB_PASSWORD", "DB_SSLMODE", "DB_SSLROOTCERT"];

    public static DatabaseSettings Read(EnvironmentReader environment)
    {
        var none = new DatabaseSettings("", 5432, "", "", null, SslMode.Prefer, null, environment.Number("DATABASE_POOL_SIZE", 20, 1, 1000));
        var parts = Parts.Where(name => environment.Value(name) is not null).ToList();
        if (environment.Value(Url) is { } text)
        {
            if (parts.Count > 0)
            {
                environment.Wrong($"{Url} and {parts[0]} are both set: keep one way of naming the database.");
            }
            return DatabaseUrl.Read(environment, Url, text, none);
        }
        if (parts.Count > 0)
        {
            return ReadParts(environment, none);
        }
        environment.Wrong($"{Url} is not set: give it the form {DatabaseUrl.Example}, or set DB_HOST, DB_NAME, DB_USER and DB_PASSWORD.");
        return none;
    }

    /// <summary>Null where the server's user owns the schema.</summary>
    public static DatabaseSettings? ReadForMigration(EnvironmentReader environment, DatabaseSettings server)
    {
        if (environment.Value(MigrationUrl) is not { } text)
        {
            return null;
        }
        var owner = DatabaseUrl.Read(environment, MigrationUrl, text, server with { Password = null });
        if (server.Host.Length > 0 && owner.Host.Length > 0 && (owner.Name != server.Name || owner.User == server.User))
        {
            environment.Wrong($"{MigrationUrl} must name the database that the server uses, with another user: the one that owns the schema.");
        }
        return owner;
    }

    /// <summary>Null where no administrator is named: only the command <c>roles</c> needs one.</summary>
    public static DatabaseSettings? ReadForRoles(EnvironmentReader environment, DatabaseSettings? owner)
    {
        var (user, password) = (environment.Value("ADMIN_USER"), environment.Value("ADMIN_PASSWORD"));
        if (user is not null && owner is not null)
        {
            return owner with { User = user, Password = password };
        }
        if (user is not null || password is not null)
        {
            environment.Wrong(user is null ? "ADMIN_PASSWORD is set, but ADMIN_USER is not." : $"ADMIN_USER is set, but {MigrationUrl}, which names the database, is not.");
        }
        return null;
    }

    private static DatabaseSettings ReadParts(EnvironmentReader environment, DatabaseSettings none) => none with
    {
        Host = Required(environment, "DB_HOST"),
        Port = environment.Number("DB_PORT", 5432, 1, 65535),
        Name = Required(environment, "DB_NAME"),
        User = Required(environment, "DB_USER"),
        Password = environment.Value("DB_PASSWORD"),
        SslMode = environment.Value("DB_SSLMODE") is { } mode ? DatabaseUrl.ReadSslMode(environment, "DB_SSLMODE", mode) : none.SslMode,
        RootCertificate = environment.Value("DB_SSLROOTCERT") is { } file ? DatabaseUrl.ReadCertificate(environment, "DB_SSLROOTCERT", file) : null,
    };

    private static string Required(EnvironmentReader environment, string name)
    {
        if (environment.Value(name) is { } value)
        {
            return value;
        }
        environment.Wrong($"{name} is not set, but other DB_ variables are.");
        return "";
    }
}
