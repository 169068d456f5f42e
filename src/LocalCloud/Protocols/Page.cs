using System.Text;

namespace LocalCloud.Protocols;

/// <summary>Pages of a sorted list. A token is the key of the last item given out, so pages stay right while the list changes.</summary>
internal static class Page
{
    public static (IReadOnlyList<T> Items, string? NextToken) Of<T>(
        IEnumerable<T> items,
        Func<T, string> key,
        int? wanted,
        int standard,
        int maximum,
        string? token,
        string tokenError,
        string sizeError,
        bool descending = false)
    {
        var size = wanted ?? standard;
        if (size < 1 || size > maximum) throw new AwsException(sizeError, $"maxResults must be from 1 to {maximum}, got {size}");
        var sorted = descending ? items.OrderByDescending(key, StringComparer.Ordinal) : items.OrderBy(key, StringComparer.Ordinal);
        var rest = sorted.AsEnumerable();
        if (token is not null)
        {
            var last = Decode(token, tokenError);
            rest = sorted.SkipWhile(item => Math.Sign(string.CompareOrdinal(key(item), last)) != (descending ? -1 : 1));
        }

        var page = rest.Take(size + 1).ToList();
        if (page.Count <= size) return (page, null);
        page.RemoveAt(size);
        return (page, Convert.ToBase64String(Encoding.UTF8.GetBytes(key(page[^1]))));
    }

    private static string Decode(string token, string tokenError)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(token));
        }
        catch (FormatException)
        {
            throw new AwsException(tokenError, "The specified token is not valid: it was not given out by LocalCloud");
        }
    }
}
