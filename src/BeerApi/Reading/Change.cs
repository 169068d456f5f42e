using System.Globalization;

namespace BeerApi.Reading;

/// <summary>What one transaction did to the table of beers.</summary>
/// <param name="Transaction">Its number in PostgreSQL (xid8).</param>
/// <param name="Ids">The beers that are other than before, or gone. Empty when there are only new ones. Null for any of them.</param>
internal sealed record Change(ulong Transaction, IReadOnlyList<long>? Ids)
{
    private const string OnlyNew = "+";
    private const string Anything = "*";

    public static Change Added(ulong transaction) => new(transaction, []);

    /// <summary>Reads what the triggers of migration <c>tell_changes_of_beers</c> send: <c>742 +</c>, <c>742 3,17</c> or <c>742 *</c>.</summary>
    /// <returns>Null when it is nothing of theirs.</returns>
    public static Change? Parse(string payload)
    {
        var space = payload.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0 || !ulong.TryParse(payload.AsSpan(0, space), NumberStyles.None, CultureInfo.InvariantCulture, out var transaction))
        {
            return null;
        }
        return payload[(space + 1)..] switch
        {
            OnlyNew => Added(transaction),
            Anything => new Change(transaction, null),
            var list => ParseIds(list) is { } ids ? new Change(transaction, ids) : null,
        };
    }

    private static long[]? ParseIds(string list)
    {
        var words = list.Split(',');
        var ids = new long[words.Length];
        for (var i = 0; i < words.Length; i++)
        {
            if (!long.TryParse(words[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out ids[i]))
            {
                return null;
            }
        }
        return ids;
    }
}
