using Microsoft.AspNetCore.WebUtilities;
using Npgsql;

namespace Publican.Leases;

/// <summary>PUBLICAN_DATABASE, in the form libpq and most hosts write it. Its text form leaves the password out, so that it may be logged.</summary>
/// <param name="RootCertificate">File with the certificates to trust, null for those of the system.</param>
public sealed record LeaseDatabase(string Host, int Port, string Name, string User, string? Password, SslMode SslMode, string? RootCertificate)
{
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

    /// <exception cref="FormatException">What is wrong, without the value: it holds the password.</exception>
    public static LeaseDatabase Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("postgres" or "postgresql"))
            throw new FormatException($"is not a PostgreSQL URL: it takes {Example}, with %40 and the like for special characters");
        var login = url.UserInfo.Split(':', 2);
        var name = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/'));
        var missing = url.DnsSafeHost.Length == 0 ? "a host name" : login[0].Length == 0 ? "a user" : name.Length == 0 ? "a database name" : null;
        if (missing is not null)
            throw new FormatException($"lacks {missing}: it takes {Example}");
        var database = new LeaseDatabase(
            url.DnsSafeHost, url.Port > 0 ? url.Port : 5432, name, Uri.UnescapeDataString(login[0]),
            login.Length == 2 ? Uri.UnescapeDataString(login[1]) : null, SslMode.Prefer, null);
        foreach (var (key, values) in QueryHelpers.ParseQuery(url.Query))
            database = database.With(key, values.ToString());
        return database;
    }

    public override string ToString() => $"{Host}:{Port}/{Name} as {User}";

    private LeaseDatabase With(string option, string value) => option switch
    {
        "sslmode" when SslModes.TryGetValue(value, out var mode) => this with { SslMode = mode },
        "sslmode" => throw new FormatException($"has a wrong sslmode: it takes {string.Join(", ", SslModes.Keys)}"),
        "sslrootcert" when File.Exists(value) => this with { RootCertificate = value },
        "sslrootcert" => throw new FormatException("names a file as sslrootcert that does not exist"),
        _ => throw new FormatException("has an option that is not known here: it takes only sslmode and sslrootcert"),
    };
}
