using System.Net;
using System.Net.Sockets;

namespace LocalCloud;

/// <summary>
/// A /16 of the loopback range for one region: task addresses (their "ENIs") and load balancers are taken from it.
/// Two regions on one machine never share a block: the owner holds a port on 127.N.0.1 that only it can bind,
/// and the kernel gives it back when the owner dies.
/// </summary>
public sealed class AddressBlock : IDisposable
{
    private const int FirstBlock = 64, LastBlock = 126, ClaimPort = 41999;
    private readonly Socket _claim;
    private readonly byte _second;
    private int _next = 256;

    private AddressBlock(byte second, Socket claim) => (_second, _claim) = (second, claim);

    /// <exception cref="InvalidOperationException">Every block is taken.</exception>
    public static AddressBlock Claim()
    {
        for (var second = FirstBlock; second <= LastBlock; second++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ExclusiveAddressUse = true };
            try
            {
                socket.Bind(new IPEndPoint(new IPAddress([127, (byte)second, 0, 1]), ClaimPort));
                socket.Listen(1);
                return new AddressBlock((byte)second, socket);
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                socket.Dispose();
            }
        }

        throw new InvalidOperationException(
            $"All loopback blocks 127.{FirstBlock}.0.0/16 to 127.{LastBlock}.0.0/16 are in use by other local regions. Stop one of them.");
    }

    /// <summary>The next address of the block; addresses come round again only after all of them were used.</summary>
    public IPAddress Take()
    {
        var host = (Interlocked.Increment(ref _next) & 0xFFFF) switch { < 256 and var low => low + 256, var value => value };
        return new IPAddress([127, _second, (byte)(host >> 8), (byte)(host & 0xFF)]);
    }

    public void Dispose() => _claim.Dispose();
}
