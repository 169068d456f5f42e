using System.Globalization;
using System.Text;
using CsCheck;
using Publican.Sources;
using Publican.Tests.Rollouts;

namespace Publican.Tests.Sources;

/// <summary>Documents as parameters hold them.</summary>
public sealed class ParameterDocumentTests(ITestOutputHelper output)
{
    /// <summary>Texts, texts that SSM would not take, bytes that are none, and lengths around every border.</summary>
    private static readonly Gen<byte[]> Contents = Gen.OneOf(
        Gen.String[0, 200].Select(Encoding.UTF8.GetBytes),
        Gen.Select(Gen.String[0, 20], Gen.OneOf("{{a}}", "{", "\0", "\r\n", "\t", "\ufeff", "\ud83c\udf7a")).Array[0, 50].Select(parts => Encoding.UTF8.GetBytes(string.Concat(parts.Select(part => part.Item1 + part.Item2)))),
        Gen.Byte.Array[0, 200],
        Gen.Select(Gen.OneOf(ParameterDocument.MostInPart, ParameterDocument.MostPlain, 3 * ParameterDocument.MostInPart), Gen.Int[-3, 3], (border, off) => Encoding.UTF8.GetBytes(new string('b', border + off))),
        Gen.Select(Gen.Int[0, 30_000], Gen.UInt, (length, seed) =>
        {
            var noise = new byte[length];
            new Random((int)seed).NextBytes(noise);
            return noise;
        }));

    [Fact]
    public void Whatever_is_written_is_read_again_to_the_last_byte() => Contents.Check(
        content =>
        {
            var document = ParameterDocument.Of(content);
            return document.Content().AsSpan().SequenceEqual(content)
                && document.Values.All(value => value.Length > 0 && !value.Contains("{{", StringComparison.Ordinal)
                    && Encoding.UTF8.GetByteCount(value) <= (document.IsPacked ? ParameterDocument.MostInPart : ParameterDocument.MostPlain))
                && ParameterDocument.Of(content).Values.SequenceEqual(document.Values);
        },
        output.WriteLine,
        1_000);

    /// <summary>One letter wrong, one part less, two parts exchanged: never another document.</summary>
    [Fact]
    public void What_was_broken_is_never_taken_for_a_document() => Gen.Select(Gen.Byte.Array[1, 4_000], Gen.UInt, Gen.Int[0, 2]).Check(
        drawn =>
        {
            var (content, place, how) = drawn;
            var document = new ParameterDocument(true, [.. PackedText.Pack(content).Chunk(1000).Select(part => new string(part))]);
            var at = (int)(place % document.Values.Length);
            var broken = how switch
            {
                0 => document.Values.SetItem(at, Spoiled(document.Values[at], place)),
                1 => document.Values.RemoveAt(at),
                _ => document.Values.Reverse().ToArray() is var reversed && document.Values.Length > 1 && reversed[0] != document.Values[0] ? [.. reversed] : document.Values.RemoveAt(at),
            };
            try
            {
                // A bit of the header may say another operating system, and of the last letter nothing: then it is the same document.
                return new ParameterDocument(true, broken).Content().AsSpan().SequenceEqual(content);
            }
            catch (FormatException)
            {
                return true;
            }
        },
        output.WriteLine,
        1_000);

    [Fact]
    public void A_text_of_8_KB_can_still_be_read_with_any_tool_and_a_longer_one_is_packed()
    {
        Assert.Equal((false, 1), Shape(new string('b', 8192)));
        Assert.Equal((true, 1), Shape(new string('b', 8193)));
        Assert.Equal((false, 1), Shape("é" + new string('b', 8190)));
        Assert.Equal((true, 1), Shape("é" + new string('b', 8191)));
        Assert.True(Shape(string.Concat(Enumerable.Range(0, 20_000).Select(number => number.ToString(CultureInfo.InvariantCulture)))).Parts > 1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("query: rate({{service}})")]
    [InlineData("a\0b")]
    public void What_SSM_would_refuse_or_change_is_packed_however_short(string text) => Assert.True(ParameterDocument.Of(Encoding.UTF8.GetBytes(text)).IsPacked);

    [Theory]
    [InlineData("no letters of it!", "is not Base64")]
    [InlineData("aGVsbG8gd29ybGQ=", "is not compressed with gzip, or is broken")]
    [InlineData("", "is not compressed with gzip, or is broken")]
    public void A_value_that_was_not_packed_says_so(string value, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => new ParameterDocument(true, [value]).Content()).Message);

    [Fact]
    public void A_few_letters_that_hold_gigabytes_are_not_unpacked()
    {
        var bomb = PackedText.Pack(new byte[64 * 1024 * 1024]);
        Assert.True(bomb.Length < 100_000);

        Assert.Equal("unpacks to more than 1,048,576 bytes", Assert.Throws<FormatException>(() => new ParameterDocument(true, [bomb]).Content()).Message);
    }

    private static (bool IsPacked, int Parts) Shape(string text)
    {
        var document = ParameterDocument.Of(Encoding.UTF8.GetBytes(text));
        return (document.IsPacked, document.Values.Length);
    }

    private static string Spoiled(string part, uint place)
    {
        var letters = part.ToCharArray();
        ref var letter = ref letters[place % letters.Length];
        letter = letter == 'x' ? 'y' : 'x';
        return new string(letters);
    }
}
