using Microsoft.AspNetCore.WebUtilities;
using Npgsql;

namespace BeerApi.Configuration;

/// <summary>DATABASE_URL, in the form libpq and most hosts write it: <c>postgres://user:password@host:port/database?sslmode=require</c>.</summary>
internal static class DatabaseUrl
{
    private const string Name = "DATABASE_URL";
    private const string Example = "postgres://user:password@host:5432/database?sslmode=require";

    private static readonly Dictionary<string, SslMode> SslModes = new()
    {
        ["disable"] = SslMode.Disable,
        ["allow"] = SslMode.Allow,
        ["prefer"] = SslMode.Prefer,
        ["require"] = SslMode.Require,
        ["verify-ca"] = SslMode.VerifyCA,
        ["verify-full"] = SslMode.VerifyFull,
    };

    // No message shows the value: it holds the password, and a malformed one does not tell where.
    public static DatabaseSettings Read(EnvironmentReader environment)
    {
        var poolSize = environment.Number("DATABASE_POOL_SIZE", 20, 1, 1000);
        var none = new DatabaseSettings("", 5432, "", "", null, SslMode.Prefer, null, poolSize);
        if (environment.Value(Name) is not { } text)
        {
            environment.Wrong($"{Name} is not set: give it the form {Example}.");
            return none;
        }
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("postgres" or "postgresql"))
        {
            environment.Wrong($"{Name} is not a PostgreSQL URL: give it the form {Example}, with %40 and the like for special characters.");
            return none;
        }
        var login = url.UserInfo.Split(':', 2);
        var database = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/'));
        Require(environment, "a host name", url.DnsSafeHost);
        Require(environment, "a user", login[0]);
        Require(environment, "a database name", database);
        return ReadOptions(environment, url, none with
        {
            Host = url.DnsSafeHost,
            Port = url.Port > 0 ? url.Port : 5432,
            Name = database,
            User = Uri.UnescapeDataString(login[0]),
            Password = login.Length == 2 ? Uri.UnescapeDataString(login[1]) : null,
        });
    }

    private static DatabaseSettings ReadOptions(EnvironmentReader environment, Uri url, DatabaseSettings settings)
    {
        foreach (var (key, values) in QueryHelpers.ParseQuery(url.Query))
        {
            var value = values.ToString();
            if (key == "sslmode" && SslModes.TryGetValue(value, out var mode))
            {
                settings = settings with { SslMode = mode };
            }
            else if (key == "sslmode")
            {
                environment.Wrong($"sslmode in {Name} must be one of {string.Join(", ", SslModes.Keys)}.");
            }
            else if (key == "sslrootcert" && File.Exists(value))
            {
                settings = settings with { RootCertificate = value };
            }
            else if (key == "sslrootcert")
            {
                environment.Wrong($"sslrootcert in {Name} must name a file that exists.");
            }
            else
            {
                environment.Wrong($"{Name} has an option that is not supported here: use only sslmode and sslrootcert.");
            }
        }
        return settings;
    }

    private static void Require(EnvironmentReader environment, string what, string value)
    {
        if (value.Length == 0)
        {
            environment.Wrong($"{Name} lacks {what}: give it the form {Example}.");
        }
    }
}
