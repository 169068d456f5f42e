using System.Net;
using System.Net.Sockets;

namespace LocalCloud.Traffic;

/// <summary>Why a target could not be connected to.</summary>
public sealed class TargetConnectException(bool timedOut, Exception inner) : IOException("The target could not be connected to.", inner)
{
    public bool TimedOut { get; } = timedOut;
}

/// <summary>Makes the one client that carries all requests to targets.</summary>
internal static class TargetClient
{
    /// <summary>ALB's own, not to be set.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Shorter than servers keep idle connections (Node 5 s, Kestrel 130 s): who closes first cannot meet a request on its way.
    /// </summary>
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(4);

    public static HttpMessageInvoker Create(TimeProvider time) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        PooledConnectionIdleTimeout = IdleTimeout,
        ConnectTimeout = Timeout.InfiniteTimeSpan,
        ConnectCallback = (context, cancel) => ConnectAsync(context.DnsEndPoint, time, cancel),
    });

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint endpoint, TimeProvider time, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var timeout = new CancellationTokenSource(ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(endpoint.Host), endpoint.Port), either.Token);
            return new TargetConnection(new NetworkStream(socket, ownsSocket: true));
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            socket.Dispose();
            throw new TargetConnectException(timeout.IsCancellationRequested, error);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
