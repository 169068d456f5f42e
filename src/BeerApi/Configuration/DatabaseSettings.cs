using Npgsql;

namespace BeerApi.Configuration;

/// <summary>Where the database is and how to log in. Its text form leaves the password out, so that it may be logged.</summary>
/// <param name="RootCertificate">File with the certificates to trust, null for those of the system.</param>
/// <param name="PoolSize">The most connections this process opens.</param>
public sealed record DatabaseSettings(
    string Host,
    int Port,
    string Name,
    string User,
    string? Password,
    SslMode SslMode,
    string? RootCertificate,
    int PoolSize)
{
    public override string ToString() => $"{Host}:{Port}/{Name} as {User}";
}
