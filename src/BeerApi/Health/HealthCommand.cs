using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BeerApi.Health;

/// <summary><c>BeerApi health</c>: asks the server beside it for <c>/health</c>. For a container's health check, because the image holds no curl.</summary>
public static class HealthCommand
{
    /// <summary>A server that is busy is alive.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <returns>Null when the server is alive, else a sentence that says what is wrong.</returns>
    public static async Task<string?> AskAsync(IPAddress host, int port, TimeSpan patience, TimeProvider clock)
    {
        if (port == 0)
        {
            return "PORT is 0: the server took any free port, and only its log says which.";
        }
        // "All addresses" is where a server listens, not where a client connects to.
        var server = new IPEndPoint(host.Equals(IPAddress.Any) ? IPAddress.Loopback : host.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : host, port);
        using var deadline = new CancellationTokenSource(patience, clock);
        try
        {
            var status = await StatusLineAsync(server, deadline.Token);
            return status.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal) ? null : $"http://{server}/health answers '{status}'.";
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return $"http://{server}/health cannot be asked: {error.Message}.";
        }
        catch (OperationCanceledException)
        {
            return $"http://{server}/health did not answer within {patience.TotalSeconds:0.##} s.";
        }
    }

    // Over a bare socket: one line is wanted, from a process that is started anew every few seconds.
    private static async Task<string> StatusLineAsync(IPEndPoint server, CancellationToken cancel)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server, cancel);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /health HTTP/1.1\r\nHost: {server}\r\nConnection: close\r\n\r\n"), cancel);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadLineAsync(cancel) ?? "";
    }
}
