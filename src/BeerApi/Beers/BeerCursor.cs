using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using BeerApi.Problems;

namespace BeerApi.Beers;

/// <summary>The last beer of a page: where the next one begins. Its text form invites nobody to count with it.</summary>
/// <param name="Name">Set in the order of names only.</param>
/// <param name="Abv">Set in the order of abv only.</param>
internal sealed record BeerCursor(BeerOrder Order, long Id, string? Name, decimal? Abv)
{
    private const int HeadLength = 1 + sizeof(long);
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static BeerCursor After(Beer last, BeerOrder order) => new(
        order, last.Id, order.Key == BeerKey.Name ? last.Name : null, order.Key == BeerKey.Abv ? last.Abv : null);

    /// <summary>One byte for the order, eight for the id, then the name in UTF-8 or the tenths of abv.</summary>
    public override string ToString()
    {
        byte[] key = Order.Key switch
        {
            BeerKey.Name => Strict.GetBytes(Name!),
            BeerKey.Abv => Tenths((short)(Abv!.Value * 10)),
            _ => [],
        };
        var bytes = new byte[HeadLength + key.Length];
        bytes[0] = (byte)((int)Order.Key * 2 + (Order.Descending ? 1 : 0));
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), Id);
        key.CopyTo(bytes, HeadLength);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Null for what <see cref="ToString"/> did not write: anybody can send anything.</summary>
    public static BeerCursor? Parse(string text)
    {
        if (!Base64Url.IsValid(text, out var length) || length < HeadLength)
        {
            return null;
        }
        var bytes = Base64Url.DecodeFromChars(text);
        var order = new BeerOrder((BeerKey)(bytes[0] / 2), bytes[0] % 2 == 1);
        var id = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(1));
        var key = bytes.AsSpan(HeadLength);
        return order.Key switch
        {
            _ when id < 0 => null,
            BeerKey.Id when key.Length == 0 => new BeerCursor(order, id, null, null),
            BeerKey.Name when ReadName(key) is { } name => new BeerCursor(order, id, name, null),
            BeerKey.Abv when key.Length == sizeof(short) => ReadAbv(order, id, BinaryPrimitives.ReadInt16BigEndian(key)),
            _ => null,
        };
    }

    private static string? ReadName(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var name = Strict.GetString(utf8);
            return BeerText.Check("", name, BeerText.MaxName, required: true, new FieldErrors()) == name ? name : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static BeerCursor? ReadAbv(BeerOrder order, long id, short tenths) => tenths is >= 0 and <= 1000 ? new BeerCursor(order, id, null, tenths / 10m) : null;

    private static byte[] Tenths(short tenths)
    {
        var bytes = new byte[sizeof(short)];
        BinaryPrimitives.WriteInt16BigEndian(bytes, tenths);
        return bytes;
    }
}
