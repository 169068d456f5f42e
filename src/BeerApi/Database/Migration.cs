using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BeerApi.Database;

/// <summary>One numbered step of the schema.</summary>
/// <param name="Name">The file name without ending, such as <c>0001_create_beers</c>.</param>
internal sealed record Migration(int Version, string Name, string Sql)
{
    private const string NoTransactionMark = "-- migrate: no transaction";

    /// <summary>
    /// For what PostgreSQL refuses inside a transaction. Statements then stand apart by a blank line, each is sent alone,
    /// and the file must bear being run again from its start.
    /// </summary>
    public bool InTransaction => !Sql.StartsWith(NoTransactionMark, StringComparison.Ordinal);

    public IReadOnlyList<string> Statements =>
        InTransaction ? [Sql] : Sql.Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Shows later that a file was edited after it had been applied somewhere.</summary>
    public string Checksum => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    public static Migration Parse(string fileName, string sql)
    {
        var name = Path.GetFileNameWithoutExtension(fileName);
        var version = int.Parse(name.AsSpan(0, name.IndexOf('_')), NumberStyles.None, CultureInfo.InvariantCulture);
        return new Migration(version, name, sql.ReplaceLineEndings("\n"));
    }
}
