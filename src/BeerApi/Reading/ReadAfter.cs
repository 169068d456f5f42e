using System.Globalization;
using BeerApi.Problems;

namespace BeerApi.Reading;

/// <summary>
/// What the answer to a write carries and a later read may send back: the transaction that wrote. Whoever sends it is never
/// answered with older data, whichever process answers. Several, with commas, for writes that were made side by side.
/// </summary>
internal sealed class ReadAfter
{
    public const string Header = "X-Read-After";

    /// <summary>More than a client can have under way at once; without a limit a header of 32 KiB would be looked up word by word.</summary>
    private const int Most = 32;

    private ReadAfter(ulong[] transactions) => Transactions = transactions;

    /// <summary>Of a request without the header: it takes what the process has.</summary>
    public static ReadAfter Nothing { get; } = new([]);

    public IReadOnlyList<ulong> Transactions { get; }

    public static string Format(ulong transaction) => transaction.ToString(CultureInfo.InvariantCulture);

    public static ReadAfter Read(IHeaderDictionary headers, FieldErrors errors)
    {
        if (!headers.TryGetValue(Header, out var values))
        {
            return Nothing;
        }
        var words = values.ToString().Split(',', StringSplitOptions.TrimEntries);
        var transactions = new ulong[words.Length];
        for (var i = 0; i < words.Length; i++)
        {
            if (!ulong.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out transactions[i]))
            {
                errors.Add(Header, "must be taken from the answer to a write");
                return Nothing;
            }
        }
        if (transactions.Length > Most)
        {
            errors.Add(Header, $"must hold at most {Most} tokens");
        }
        return new ReadAfter(transactions);
    }
}
