using System.Net;
using System.Net.Http.Json;

namespace BeerApi.Tests.TestKit;

/// <summary>A server of one image, and the database it has migrated.</summary>
internal sealed record RunningImage(string Url, BeerProcess Process) : IAsyncDisposable
{
    public async Task<HttpStatusCode> GetAsync(string path, bool preview = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (preview)
        {
            request.Headers.Add("X-Publican-Preview", "beer-api.1a2b3c");
        }
        using var answer = await Process.Client.SendAsync(request);
        return answer.StatusCode;
    }

    /// <summary>Readiness has one second for its answer, which a busy machine may not have at once.</summary>
    public Task BecomesReadyAsync() => Eventually.True(async () => await GetAsync("/health/ready") == HttpStatusCode.OK, "the image is ready");

    public async Task<HttpStatusCode> PostAsync()
    {
        using var answer = await Process.Client.PostAsJsonAsync("/beers", new { name = "Test Batch", style = "Porter", abv = 5.4 });
        return answer.StatusCode;
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
