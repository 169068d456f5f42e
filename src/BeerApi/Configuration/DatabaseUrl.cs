using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.WebUtilities;
using Npgsql;

namespace BeerApi.Configuration;

/// <summary>A database in the form libpq and most hosts write it: <c>postgres://user:password@host:port/database?sslmode=require</c>.</summary>
internal static class DatabaseUrl
{
    public const string Example = "postgres://user:password@host:5432/database?sslmode=require";

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
    public static DatabaseSettings Read(EnvironmentReader environment, string variable, string text, DatabaseSettings none)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("postgres" or "postgresql"))
        {
            environment.Wrong($"{variable} is not a PostgreSQL URL: give it the form {Example}, with %40 and the like for special characters.");
            return none with { Host = "" };
        }
        var login = url.UserInfo.Split(':', 2);
        var database = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/'));
        Require(environment, variable, "a host name", url.DnsSafeHost);
        Require(environment, variable, "a user", login[0]);
        Require(environment, variable, "a database name", database);
        return ReadOptions(environment, variable, url, none with
        {
            Host = url.DnsSafeHost,
            Port = url.Port > 0 ? url.Port : 5432,
            Name = database,
            User = Uri.UnescapeDataString(login[0]),
            Password = login.Length == 2 ? Uri.UnescapeDataString(login[1]) : null,
        });
    }

    public static SslMode ReadSslMode(EnvironmentReader environment, string what, string value)
    {
        if (SslModes.TryGetValue(value, out var mode))
        {
            return mode;
        }
        environment.Wrong($"{what} must be one of {string.Join(", ", SslModes.Keys)}.");
        return SslMode.Prefer;
    }

    /// <summary>Read here as Npgsql reads it later, when nobody is left to be told.</summary>
    public static string? ReadCertificate(EnvironmentReader environment, string what, string file)
    {
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPemFile(file);
            if (certificates.Count == 0)
            {
                certificates.Add(X509CertificateLoader.LoadCertificateFromFile(file));
            }
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            environment.Wrong($"{what} must name a file that exists and that this user may read.");
        }
        catch (CryptographicException)
        {
            environment.Wrong($"{what} must name a file with certificates in PEM form.");
        }
        return null;
    }

    private static DatabaseSettings ReadOptions(EnvironmentReader environment, string variable, Uri url, DatabaseSettings settings)
    {
        foreach (var (key, values) in QueryHelpers.ParseQuery(url.Query))
        {
            var value = values.ToString();
            switch (key)
            {
                case "sslmode":
                    settings = settings with { SslMode = ReadSslMode(environment, $"sslmode in {variable}", value) };
                    break;
                case "sslrootcert":
                    settings = settings with { RootCertificate = ReadCertificate(environment, $"sslrootcert in {variable}", value) };
                    break;
                default:
                    environment.Wrong($"{variable} has an option that is not supported here: use only sslmode and sslrootcert.");
                    break;
            }
        }
        return settings;
    }

    private static void Require(EnvironmentReader environment, string variable, string what, string value)
    {
        if (value.Length == 0)
        {
            environment.Wrong($"{variable} lacks {what}: give it the form {Example}.");
        }
    }
}
