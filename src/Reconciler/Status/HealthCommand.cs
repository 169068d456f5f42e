using System.Net;

namespace Publican.Status;

/// <summary><c>publican health</c>, for the container's health check: the image has no curl.</summary>
public static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <returns>Null when /healthz answers 200, else a sentence that says what is wrong.</returns>
    public static async Task<string?> AskAsync(Uri statusUrl)
    {
        var url = Reachable(statusUrl, "/healthz");
        // A proxy of the environment is for Git and AWS; this process asks the one beside it.
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience };
        try
        {
            using var answer = await client.GetAsync(url);
            return answer.IsSuccessStatusCode ? null : $"{url} answers {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}";
        }
        catch (HttpRequestException error)
        {
            return $"{url} cannot be asked: {error.Message}";
        }
        catch (TaskCanceledException)
        {
            return $"{url} did not answer within {Patience.TotalSeconds:0} s";
        }
    }

    /// <summary>"All addresses" is where a server listens, not where a client connects to.</summary>
    internal static Uri Reachable(Uri statusUrl, string path)
    {
        var builder = new UriBuilder(statusUrl) { Path = path };
        if (IPAddress.TryParse(builder.Host, out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
            builder.Host = address.Equals(IPAddress.Any) ? "127.0.0.1" : "[::1]";
        return builder.Uri;
    }
}
