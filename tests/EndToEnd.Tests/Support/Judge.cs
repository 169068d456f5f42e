using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Publican.EndToEnd;

/// <summary>A team's own service that a webhook check asks: it says no to some weights, and remembers what it was asked.</summary>
internal sealed class Judge : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<int, bool> _isGood;

    public Judge(Func<int, bool> isGood)
    {
        _isGood = isGood;
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        Url = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/verdict";
        free.Stop();
        _listener.Prefixes.Add(Url + "/");
        _listener.Start();
        _ = AnswerAsync();
    }

    public string Url { get; }

    public ConcurrentQueue<JsonNode> Asked { get; } = [];

    public void Dispose() => _listener.Close();

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                var asked = (await JsonNode.ParseAsync(context.Request.InputStream))!;
                Asked.Enqueue(asked);
                var isGood = _isGood((int)asked["weight"]!);
                context.Response.StatusCode = isGood ? 200 : 400;
                context.Response.Close(Encoding.UTF8.GetBytes(isGood ? "fine" : "too many complaints"), willBlock: false);
            }
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
