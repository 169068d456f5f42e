using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Publican.Stack;

/// <summary>Announces pushes to a reconciler as GitHub does: signed, each on a connection of its own.</summary>
public sealed class GitHost(Uri reconciler, string secret) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero }) { BaseAddress = reconciler, Timeout = TimeSpan.FromSeconds(10) };

    /// <exception cref="StackException">It was refused.</exception>
    public async Task AnnounceAsync(string branch, string commit)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { @ref = $"refs/heads/{branch}", after = commit, repository = new { name = "desired-state" } });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/hooks/git", UriKind.Relative)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-GitHub-Event", "push");
        request.Headers.Add("X-GitHub-Delivery", $"{Guid.NewGuid()}");
        request.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body)));
        using var answer = await _http.SendAsync(request);
        if (!answer.IsSuccessStatusCode)
            throw new StackException($"the webhook was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }

    public void Dispose() => _http.Dispose();
}
