using System.Collections.Immutable;
using System.Text;

namespace Publican.Sources;

/// <summary>A document as parameters hold it: one value as it is, or packed into parts.</summary>
/// <param name="IsPacked">The values together are a <see cref="PackedText"/>.</param>
public sealed record ParameterDocument(bool IsPacked, ImmutableArray<string> Values)
{
    /// <summary>What the advanced tier holds. Up to here a document can be read with any tool.</summary>
    public const int MostPlain = 8192;

    /// <summary>What the standard tier holds, which costs nothing.</summary>
    public const int MostInPart = 4096;

    public static ParameterDocument Of(ReadOnlySpan<byte> content)
    {
        if (content.Length <= MostPlain && PackedText.IsPlain(content))
            return new ParameterDocument(false, [Encoding.UTF8.GetString(content)]);
        return new ParameterDocument(true, [.. PackedText.Pack(content).Chunk(MostInPart).Select(part => new string(part))]);
    }

    /// <exception cref="FormatException">The values hold no document; the message completes "the value ".</exception>
    public byte[] Content() => IsPacked ? PackedText.Unpack(string.Concat(Values), SourceFile.MaxBytes) : Encoding.UTF8.GetBytes(Values.Single());
}
