using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BeerApi.Tests.TestKit;

namespace BeerApi.Tests.Reading;

/// <summary>
/// Changes a beer of its own and adds more of its style, in turns, and reads both after every write: at the server it wrote to without
/// more, at the other one with the token of the write.
/// </summary>
internal sealed class WritingClient(HttpClient[] servers, string style, int seed)
{
    private readonly Random random = new(seed);
    private readonly string list = $"/beers?limit=500&style={Uri.EscapeDataString(style)}";

    public async Task RunAsync(int writes)
    {
        var id = await Beers.AddAsync(servers[0], style);
        for (var (written, added) = (1, 1); written <= writes; written++)
        {
            var writer = random.Next(servers.Length);
            using var changed = await servers[writer].SendAsync("PATCH", $"/beers/{id}", $$"""{"name": "Number {{written}}"}""", "application/merge-patch+json", ("If-Match", "*"));
            Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
            await ReadAsync(writer, changed, $"/beers/{id}", beer => Assert.Equal($"Number {written}", beer.GetProperty("name").GetString()));

            using var posted = await servers[writer].PostAsJsonAsync("/beers", new { name = "Mine", style, abv = 5 });
            Assert.Equal(HttpStatusCode.Created, posted.StatusCode);
            added++;
            await ReadAsync(writer, posted, list, page =>
            {
                Assert.Equal(added, page.GetArrayLength());
                Assert.Equal($"Number {written}", page[0].GetProperty("name").GetString());
            });
        }
    }

    private async Task ReadAsync(int writer, HttpResponseMessage write, string path, Action<JsonElement> check)
    {
        for (var read = 0; read < 3; read++)
        {
            var reader = random.Next(servers.Length);
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (reader != writer)
            {
                request.Headers.Add("X-Read-After", write.Headers.GetValues("X-Read-After").Single());
            }
            using var answer = await servers[reader].SendAsync(request);
            check(await answer.Content.ReadFromJsonAsync<JsonElement>());
        }
    }
}
