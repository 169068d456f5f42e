using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LocalCloud.Tests.Traffic;

/// <summary>A server below HTTP: each connection is handed to the test, and closed when it returns.</summary>
internal sealed class RawServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public RawServer(Func<NetworkStream, Task> serve)
    {
        _listener.Start();
        _ = AcceptAsync(serve);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Reads one request without a body; false at the end of the connection.</summary>
    public static async Task<bool> ReadRequestAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        for (var one = new byte[1]; !text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal); text.Append((char)one[0]))
        {
            if (await stream.ReadAsync(one) == 0) return false;
        }

        return true;
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync(Func<NetworkStream, Task> serve)
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptSocketAsync();
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                return;
            }

            _ = ServeAsync(socket, serve);
        }
    }

    private static async Task ServeAsync(Socket socket, Func<NetworkStream, Task> serve)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            await serve(stream);
        }
        catch (IOException)
        {
            // The load balancer closed its end.
        }
    }
}
