using System.Buffers.Binary;
using System.Buffers.Text;

namespace BeerApi.Beers;

/// <summary>Where a page ended, in a form that invites nobody to count with it: later orders will need more than an id.</summary>
internal static class BeerCursor
{
    public static string Format(long after)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, after);
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryParse(string text, out long after)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        var valid = Base64Url.IsValid(text, out var length) && length == sizeof(long) && Base64Url.TryDecodeFromChars(text, bytes, out _);
        after = valid ? BinaryPrimitives.ReadInt64BigEndian(bytes) : 0;
        return valid && after >= 0;
    }
}
