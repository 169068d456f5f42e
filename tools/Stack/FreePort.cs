using System.Net;
using System.Net.Sockets;

namespace Publican.Stack;

public static class FreePort
{
    /// <summary>
    /// Below the range from which Linux gives ports to outgoing connections (32768 and up): one of those could take
    /// the port between its choice and its use.
    /// </summary>
    private const int First = 20_000, Last = 32_000, Attempts = 200;

    /// <summary>A port of 127.0.0.1 that was free a moment ago.</summary>
    public static int Next()
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var port = Random.Shared.Next(First, Last);
            if (IsFree(port))
                return port;
        }

        throw new StackException($"none of {Attempts} ports tried between {First} and {Last} of 127.0.0.1 is free");
    }

    /// <summary>The port itself when it is free, else another one.</summary>
    public static int Prefer(int port) => IsFree(port) ? port : Next();

    public static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }
}
