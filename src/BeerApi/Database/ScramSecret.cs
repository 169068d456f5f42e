using System.Security.Cryptography;
using System.Text;

namespace BeerApi.Database;

/// <summary>A password in the form in which PostgreSQL keeps it (SCRAM-SHA-256, RFC 5803), from which nobody can log in.</summary>
internal static class ScramSecret
{
    private const int Iterations = 4096;

    public static string Of(string password) => Of(password, RandomNumberGenerator.GetBytes(16));

    /// <exception cref="MigrationException">The password has letters for which SCRAM knows several spellings.</exception>
    public static string Of(string password, byte[] salt)
    {
        if (!Ascii.IsValid(password))
        {
            throw new MigrationException("the password in DATABASE_URL must be of ASCII characters for a role that is made by migrate.");
        }
        var salted = Rfc2898DeriveBytes.Pbkdf2(password, salt, Iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"SCRAM-SHA-256${Iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}";
    }
}
