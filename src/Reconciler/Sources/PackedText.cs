using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.IO.Compression;

namespace Publican.Sources;

/// <summary>Content that is no parameter's value as it stands: compressed, and written in letters.</summary>
internal static class PackedText
{
    /// <summary>All but tabs and line ends.</summary>
    private static readonly SearchValues<byte> Controls = SearchValues.Create([.. Enumerable.Range(0, 0x20).Append(0x7f).Where(value => value is not ('\t' or '\n' or '\r')).Select(value => (byte)value)]);

    /// <summary>GzipStream writes nothing at all for it, and a parameter without a value cannot be.</summary>
    private const string Nothing = "H4sIAAAAAAAAAwMAAAAAAAAAAAA=";

    /// <summary>The same content gives the same text, so that what did not change is not written again.</summary>
    public static string Pack(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty)
            return Nothing;
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write(content);
        return Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
    }

    /// <param name="most">More bytes than this are not unpacked: a few letters can hold gigabytes.</param>
    /// <exception cref="FormatException">The text is not what was packed; the message completes "the value ".</exception>
    public static byte[] Unpack(string text, int most)
    {
        if (!Base64.IsValid(text))
            throw new FormatException("is not Base64");
        try
        {
            var packed = Convert.FromBase64String(text);
            using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
            var content = new MemoryStream();
            var buffer = new byte[16 * 1024];
            while (gzip.Read(buffer) is > 0 and var read)
            {
                content.Write(buffer, 0, read);
                if (content.Length > most)
                    throw new FormatException($"unpacks to more than {most:N0} bytes");
            }

            // Where the end was cut off, GZipStream gives what it has and says nothing; the last four bytes say how much it must be.
            return packed.Length > 4 && BinaryPrimitives.ReadUInt32LittleEndian(packed.AsSpan(^4)) == content.Length ? content.ToArray() : throw Broken();
        }
        catch (InvalidDataException)
        {
            throw Broken();
        }

        static FormatException Broken() => new("is not compressed with gzip, or is broken");
    }

    /// <summary>Whether SSM keeps the bytes as they are: a text that is not empty, with nothing in it that SSM takes for a reference to another parameter.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> content) =>
        !content.IsEmpty && content.IndexOf("{{"u8) < 0 && !content.ContainsAny(Controls) && System.Text.Unicode.Utf8.IsValid(content);
}
