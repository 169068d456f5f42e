namespace Publican.Desired.Yaml;

/// <summary>What somebody probably meant to write.</summary>
internal static class NearestKey
{
    /// <returns>The known key at most two slips away (one for short keys), or null.</returns>
    public static string? Of(string written, IEnumerable<string> known) => known
        .Select(key => (key, distance: Distance(written, key)))
        .Where(candidate => candidate.distance <= (candidate.key.Length <= 4 ? 1 : 2))
        .OrderBy(candidate => candidate.distance)
        .ThenBy(candidate => candidate.key, StringComparer.Ordinal)
        .Select(candidate => candidate.key)
        .FirstOrDefault();

    /// <summary>Optimal string alignment: insertions, deletions, replacements and swaps of neighbours; case does not count.</summary>
    private static int Distance(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 2) return int.MaxValue;
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = Same(a[i - 1], b[j - 1]) ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1])) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
