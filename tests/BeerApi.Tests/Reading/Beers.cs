using System.Net.Http.Json;
using System.Text.Json;
using BeerApi.Tests.TestKit;

namespace BeerApi.Tests.Reading;

/// <summary>What these tests ask a server for.</summary>
internal static class Beers
{
    public static async Task<long> AddAsync(HttpClient client, string style) => (await client.AddAsync(new { name = "Test Batch", style, abv = 5.4 })).Id();

    public static async Task<decimal> AbvAsync(HttpClient client, long id) =>
        (await client.GetFromJsonAsync<JsonElement>($"/beers/{id}")).GetProperty("abv").GetDecimal();

    /// <summary>The body of the answer, whatever its status.</summary>
    public static async Task<string> TextAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return await answer.Content.ReadAsStringAsync();
    }
}
