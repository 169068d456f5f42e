using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace BeerApi.Tests.TestKit;

/// <summary>The calls that most tests make.</summary>
internal static class Api
{
    /// <summary>Adds a beer, which must succeed.</summary>
    public static async Task<JsonElement> AddAsync(this HttpClient client, object beer)
    {
        using var answer = await client.PostAsJsonAsync("/beers", beer);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await answer.JsonAsync();
    }

    public static long Id(this JsonElement beer) => beer.GetProperty("id").GetInt64();

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer) => JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

    public static Task<HttpResponseMessage> SendAsync(
        this HttpClient client, string method, string path, string? body = null, string type = "application/json", params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }
        return client.SendAsync(request);
    }

    public static string Tag(this HttpResponseMessage answer) => answer.Headers.ETag!.ToString();

    /// <summary>Every beer of a list, page by page as its Link headers lead.</summary>
    public static async Task<List<JsonElement>> ListAllAsync(this HttpClient client, string path)
    {
        var beers = new List<JsonElement>();
        for (var next = path; next is not null;)
        {
            using var answer = await client.GetAsync(next);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            beers.AddRange((await answer.JsonAsync()).EnumerateArray());
            next = answer.Headers.TryGetValues("Link", out var link) ? link.Single().Split('<', '>')[1] : null;
        }
        return beers;
    }
}
