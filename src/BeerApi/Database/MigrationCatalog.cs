using System.Collections.Immutable;

namespace BeerApi.Database;

/// <summary>The migrations inside this binary, in order.</summary>
internal static class MigrationCatalog
{
    /// <summary>What this binary cannot do without; later steps only make it faster.</summary>
    public const int Oldest = 4;

    private const string Prefix = "migrations/";

    public static ImmutableArray<Migration> All { get; } = Read();

    public static int Latest => All[^1].Version;

    private static ImmutableArray<Migration> Read()
    {
        var assembly = typeof(MigrationCatalog).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return Migration.Parse(name[Prefix.Length..], reader.ReadToEnd());
            })
            .OrderBy(migration => migration.Version)];
    }
}
