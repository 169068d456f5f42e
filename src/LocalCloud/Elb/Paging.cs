using System.Globalization;
using System.Xml.Linq;
using LocalCloud.Protocols;

namespace LocalCloud.Elb;

/// <summary>One page of a list. The marker is the key of the last item of the page before, so items may come and go between pages.</summary>
internal sealed record Page<T>(IReadOnlyList<T> Items, XElement? NextMarker)
{
    private const int MaxSize = 400;

    /// <param name="items">In any order.</param>
    /// <param name="key">Their order; no two alike.</param>
    /// <param name="input">PageSize and Marker.</param>
    public static Page<T> Of(IEnumerable<T> items, Func<T, long> key, QueryInput input)
    {
        var size = input.Int("PageSize", 1, MaxSize) ?? MaxSize;
        var after = Marker(input["Marker"]);
        var rest = items.Where(item => key(item) > after).OrderBy(key).Take(size + 1).ToList();
        return rest.Count <= size
            ? new Page<T>(rest, null)
            : new Page<T>(rest[..size], new XElement("NextMarker", key(rest[size - 1]).ToString(CultureInfo.InvariantCulture)));
    }

    private static long Marker(string? text) => text switch
    {
        null or "" => long.MinValue,
        _ when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) => value,
        _ => throw ElbInput.Invalid($"'{text}' is not a valid marker. Use the NextMarker of the page before."),
    };
}
