using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BeerApi.Tests.TestKit;

namespace BeerApi.Tests.Reading;

/// <summary>Every kind of write tells its token, and the token makes a process that hears nothing answer with that write.</summary>
public sealed class TokenTests(PostgresFixture postgres)
{
    private const string Beer = """{"name": "Goat", "style": "Bock", "abv": 7}""";

    [Fact]
    public async Task The_token_of_any_write_is_honoured_by_a_process_that_hears_nothing()
    {
        var url = await postgres.CreateDatabaseAsync();
        await BeerProcess.MigrateAsync(url);
        await using var deaf = await BeerProcess.ServeAsync(url);
        await Memory.AnswersAsync(deaf.Client, url, "/beers?style=Bock");
        var listener = await Memory.ListenerAsync(url);
        await using var writing = await BeerProcess.ServeAsync(url, environment: new Dictionary<string, string> { ["SEED_ENABLED"] = "true" });
        await using (Stopped.Process(listener))
        {
            using var first = await WriteAsync("POST", "/beers", Beer, "application/json", HttpStatusCode.Created, ("Idempotency-Key", "goat"));
            Assert.Equal(1, await CountAsync(first));
            var id = (await first.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();

            using var again = await WriteAsync("POST", "/beers", Beer, "application/json", HttpStatusCode.Created, ("Idempotency-Key", "goat"));
            Assert.Equal(1, await CountAsync(again));
            Assert.True(Token(again) > Token(first));

            using var bulk = await WriteAsync("POST", "/beers/bulk", $"{Beer}\n{Beer}\n", "application/x-ndjson", HttpStatusCode.OK);
            Assert.Equal(3, await CountAsync(bulk));
            using var keyed = await WriteAsync("POST", "/beers/bulk", $"{Beer}\n", "application/x-ndjson", HttpStatusCode.OK, ("Idempotency-Key", "more"));
            Assert.Equal(4, await CountAsync(keyed));

            using var put = await WriteAsync("PUT", $"/beers/{id}", """{"name": "No goat", "abv": 1}""", "application/json", HttpStatusCode.OK, ("If-Match", "*"));
            Assert.Equal(3, await CountAsync(put));
            using var patch = await WriteAsync("PATCH", $"/beers/{id}", """{"style": "Bock"}""", "application/merge-patch+json", HttpStatusCode.OK, ("If-Match", "*"));
            Assert.Equal(4, await CountAsync(patch));
            using var delete = await WriteAsync("DELETE", $"/beers/{id}", null, "application/json", HttpStatusCode.NoContent, ("If-Match", "*"));
            Assert.Equal(3, await CountAsync(delete));

            using var seed = await WriteAsync("POST", "/seed", null, "application/json", HttpStatusCode.OK);
            Assert.Equal(1, await CountAsync(seed, "Saison"));
        }

        async Task<HttpResponseMessage> WriteAsync(string method, string path, string? body, string type, HttpStatusCode status, params (string, string)[] headers)
        {
            var answer = await writing.Client.SendAsync(method, path, body, type, headers);
            Assert.Equal(status, answer.StatusCode);
            return answer;
        }

        async Task<int> CountAsync(HttpResponseMessage write, string style = "Bock")
        {
            using var answer = await deaf.Client.SendAsync("GET", $"/beers?style={style}", null, "application/json", ("X-Read-After", $"{Token(write)}"));
            return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetArrayLength();
        }
    }

    private static ulong Token(HttpResponseMessage write) => ulong.Parse(write.Headers.GetValues("X-Read-After").Single(), CultureInfo.InvariantCulture);
}
