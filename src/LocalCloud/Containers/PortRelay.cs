using System.Net;
using System.Net.Sockets;

namespace LocalCloud.Containers;

/// <summary>Listens at a task's own address and passes every connection on to the port where the engine has published the container's.</summary>
internal sealed class PortRelay : IDisposable
{
    private readonly TcpListener _listener;
    private readonly int _published;
    private readonly CancellationTokenSource _closing = new();

    public PortRelay(IPAddress address, int port, int published)
    {
        _published = published;
        _listener = new TcpListener(address, port);
        _listener.Start();
        _ = AcceptAsync();
    }

    public void Dispose()
    {
        _closing.Cancel();
        _listener.Stop();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = RelayAsync(await _listener.AcceptTcpClientAsync(_closing.Token));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException && _closing.IsCancellationRequested)
        {
            // The container has ended.
            return;
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using (client)
        using (var container = new TcpClient())
        {
            try
            {
                await container.ConnectAsync(IPAddress.Loopback, _published, _closing.Token);
                var (left, right) = (client.GetStream(), container.GetStream());
                await Task.WhenAny(left.CopyToAsync(right, _closing.Token), right.CopyToAsync(left, _closing.Token));
            }
            catch (Exception error) when (error is SocketException or IOException or OperationCanceledException)
            {
                // One of the two hung up, or nobody listens in the container: closing both is what the other side would have seen.
                return;
            }
        }
    }
}
