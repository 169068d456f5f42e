using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using BeerApi.Tests.TestKit;

namespace BeerApi.Tests;

/// <summary>Mangled bodies and queries: whatever comes, it is taken or refused, and never a mistake of the server's.</summary>
public sealed class FuzzTests(BeerApiFixture api) : IClassFixture<BeerApiFixture>
{
    private const int Workers = 8;

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u", "\\ud83c", "\\u0000", "e", "-", "1e999", "1e-999", "0.00000000000000000001", "null", "true", "NaN", "\u2028", "🍺", "\0", "name", "style", "abv",
        "\n", "\r\n", "%", "_", "'", "''", "--", ";", "$1", "&", "=", "+", "%00", "%ff", "%u0041", "999999999999999999999", "\u202e", "\ufeff",
    ];

    private static readonly string[] Queries =
    [
        "limit=50", "cursor=AAAAAAAAAAAB", "cursor=AgAAAAAAAAABQWxl&sort=name", "cursor=BAAAAAAAAAABADY&sort=abv", "style=Porter", "abv_min=4.5&abv_max=6", "q=ale", "sort=-name", "sort=-abv&limit=3&q=a&style=Porter",
    ];

    private static readonly HttpStatusCode[] Refusals =
    [
        HttpStatusCode.BadRequest, HttpStatusCode.NotFound, HttpStatusCode.PreconditionFailed, HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.UnprocessableEntity, HttpStatusCode.Conflict,
    ];

    /// <summary>Always the same inputs, unless PUBLICAN_SEED draws others, as <c>./dev test --full</c> does.</summary>
    private static int Seed => int.TryParse(Environment.GetEnvironmentVariable("PUBLICAN_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : 20261123;

    [Fact]
    public Task No_mangled_input_of_3000_is_a_mistake_of_the_servers() => FuzzAsync(3_000);

    [Fact]
    [Trait("Length", "long")]
    public Task No_mangled_input_of_100000_is_a_mistake_of_the_servers() => FuzzAsync(100_000);

    private async Task FuzzAsync(int inputs)
    {
        var wrong = new ConcurrentQueue<string>();
        var taken = 0;
        await Parallel.ForAsync(0, Workers, TestContext.Current.CancellationToken, async (worker, stop) =>
        {
            for (var i = worker; i < inputs && wrong.Count < 10; i += Workers)
            {
                var random = new Random(unchecked(Seed * 31 + i));
                using var request = Draw(random);
                using var answer = await api.Client.SendAsync(request, stop);
                if (answer.IsSuccessStatusCode)
                {
                    Interlocked.Increment(ref taken);
                }
                else if (!Refusals.Contains(answer.StatusCode) || answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
                {
                    wrong.Enqueue($"input {i} of seed {Seed}: {(int)answer.StatusCode} for {request.Method} {request.RequestUri} {await answer.Content.ReadAsStringAsync(stop)}");
                }
            }
        });

        Assert.True(wrong.IsEmpty, string.Join('\n', wrong));
        // Fuzz that is always refused at the door tests the door only.
        Assert.InRange(taken, inputs / 20, inputs * 19 / 20);
        using var alive = await api.Client.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    private static HttpRequestMessage Draw(Random random) => random.Next(6) switch
    {
        0 or 1 => Body(random, HttpMethod.Post, "/beers", "application/json", """{"name": "Cellar Door", "style": "Porter", "abv": 5.4}"""),
        2 => Body(random, HttpMethod.Post, "/beers/bulk", "application/x-ndjson", "{\"name\": \"A\", \"abv\": 1}\n{\"name\": \"B\", \"style\": null, \"abv\": 2.5}\n"),
        3 => Body(random, HttpMethod.Put, $"/beers/{random.Next(1, 50)}", "application/json", """{"name": "Cellar Door", "style": "Porter", "abv": 5.4}"""),
        4 => Body(random, HttpMethod.Patch, $"/beers/{random.Next(1, 50)}", "application/merge-patch+json", """{"style": null, "abv": 5.4}"""),
        _ => new HttpRequestMessage(HttpMethod.Get, Query(random)),
    };

    private static HttpRequestMessage Body(Random random, HttpMethod method, string path, string type, string text)
    {
        var request = new HttpRequestMessage(method, path) { Content = new ByteArrayContent(Bytes(random, Mangle(random, text))) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (method != HttpMethod.Post)
        {
            request.Headers.TryAddWithoutValidation("If-Match", random.Next(3) == 0 ? Printable(Mangle(random, "\"1\"")) : "*");
        }
        else if (random.Next(4) == 0)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", Printable(Mangle(random, $"{random.Next(1000)}")));
        }
        return request;
    }

    /// <summary>As a URI may be written; half of the pieces are escaped, half go as they are.</summary>
    private static Uri Query(Random random)
    {
        var query = Mangle(random, Queries[random.Next(Queries.Length)]);
        var written = new StringBuilder();
        foreach (var rune in query.EnumerateRunes())
        {
            var isPlain = rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || "=&%-_.~+*'();:,!$/".Contains((char)rune.Value, StringComparison.Ordinal));
            written.Append(isPlain ? rune.ToString() : Uri.EscapeDataString(rune.ToString()));
        }
        return new Uri($"/beers?{written}", UriKind.Relative);
    }

    private static string Printable(string text) => string.Concat(text.Where(letter => letter is >= ' ' and <= '~')) is { Length: > 0 } some ? some : "x";

    private static string Mangle(Random random, string text)
    {
        for (var edits = random.Next(0, 5); edits > 0; edits--)
        {
            var at = random.Next(text.Length + 1);
            var cut = random.Next(Math.Min(4, text.Length - at + 1));
            text = text[..at] + Pieces[random.Next(Pieces.Length)] + text[(at + cut)..];
        }
        return text;
    }

    private static byte[] Bytes(Random random, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length > 0 && random.Next(4) == 0)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }
        return bytes;
    }
}
