using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Publican.Faults.Region;

/// <summary>Gives every in-memory task somebody who listens at its address: the HTTP checks go through the real load balancer to it.</summary>
/// <param name="status">What the task at an address answers now.</param>
internal sealed class Answers(int port, Func<IPAddress, int> status) : IAsyncDisposable
{
    private readonly Dictionary<IPAddress, TcpListener> _listeners = [];
    private readonly CancellationTokenSource _stop = new();

    public void ListenAt(IPAddress address)
    {
        if (_listeners.ContainsKey(address))
            return;
        var listener = new TcpListener(address, port);
        listener.Start();
        _listeners[address] = listener;
        _ = AcceptAsync(listener, address);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var listener in _listeners.Values)
            listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener, IPAddress address)
    {
        try
        {
            while (true)
                _ = AnswerAsync(await listener.AcceptTcpClientAsync(_stop.Token), address);
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The stage is taken down.
        }
    }

    private async Task AnswerAsync(TcpClient client, IPAddress address)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var buffer = new byte[4096];
                while (await stream.ReadAsync(buffer, _stop.Token) is var read and > 0 && !Encoding.ASCII.GetString(buffer, 0, read).Contains("\r\n\r\n", StringComparison.Ordinal))
                {
                }

                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status(address)} x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), _stop.Token);
            }
            catch (Exception error) when (error is OperationCanceledException or IOException or SocketException)
            {
                // The asker went away.
            }
        }
    }
}
