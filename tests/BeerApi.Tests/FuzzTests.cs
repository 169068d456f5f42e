using System.Net;
using System.Net.Http.Headers;
using System.Text;
using BeerApi.Tests.TestKit;

namespace BeerApi.Tests;

public sealed class FuzzTests(BeerApiFixture api) : IClassFixture<BeerApiFixture>
{
    private const int Seed = 20261123;
    private const int Inputs = 3000;

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ":", ",", "\"", "\\u", "\\ud83c", "\\u0000", "e", "-", "1e999", "0.00000000000000000001", "null", "true", "NaN", "\u2028", "🍺", "\0", "name", "abv",
    ];

    [Fact]
    public async Task No_mangled_body_is_answered_by_anything_but_201_or_400()
    {
        var random = new Random(Seed);
        for (var i = 0; i < Inputs; i++)
        {
            var body = Mangle(random, """{"name": "Cellar Door", "style": "Porter", "abv": 5.4}""");
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var answer = await api.Client.PostAsync("/beers", content);
            Assert.True(
                answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.BadRequest,
                $"{(int)answer.StatusCode} for input {i} of seed {Seed}: {Convert.ToHexString(body)}");
        }
    }

    private static byte[] Mangle(Random random, string text)
    {
        for (var edits = random.Next(1, 5); edits > 0; edits--)
        {
            var at = random.Next(text.Length + 1);
            var cut = random.Next(Math.Min(4, text.Length - at + 1));
            text = text[..at] + Pieces[random.Next(Pieces.Length)] + text[(at + cut)..];
        }
        var bytes = Encoding.UTF8.GetBytes(text);
        if (random.Next(4) == 0)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }
        return bytes;
    }
}
