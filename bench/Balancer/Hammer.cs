using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Publican.Bench;

/// <summary>
/// As many requests as one address answers, over kept connections, one at a time on each. Works on raw sockets: a client that costs as
/// much as the proxy would hide the difference between two proxies.
/// </summary>
internal static class Hammer
{
    private const int Connections = 32;

    /// <returns>Answers a second.</returns>
    /// <exception cref="InvalidOperationException">An answer was not 200.</exception>
    public static async Task<double> RunAsync(int port, TimeSpan duration)
    {
        var request = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"GET /beers HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"));
        var clock = Stopwatch.StartNew();
        var answers = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(() => ConnectionAsync(port, request, clock, duration))));
        return answers.Sum() / clock.Elapsed.TotalSeconds;
    }

    private static async Task<long> ConnectionAsync(int port, byte[] request, Stopwatch clock, TimeSpan duration)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var (buffer, answers) = (new byte[8192], 0L);
        while (clock.Elapsed < duration)
        {
            await socket.SendAsync(request);
            await ReadAnswerAsync(socket, buffer);
            answers++;
        }

        return answers;
    }

    private static async Task ReadAnswerAsync(Socket socket, byte[] buffer)
    {
        var (filled, whole) = (0, int.MaxValue);
        while (filled < whole)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(filled));
            if (read == 0) throw new InvalidOperationException("The connection was closed in the middle of the measurement");
            filled += read;
            if (whole == int.MaxValue) whole = WholeLength(buffer.AsSpan(0, filled));
        }
    }

    private static int WholeLength(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0) return int.MaxValue;
        if (!answer.StartsWith("HTTP/1.1 200"u8)) throw new InvalidOperationException($"Answered {Encoding.ASCII.GetString(answer[..Math.Min(end, 80)])}");
        var head = Encoding.ASCII.GetString(answer[..end]);
        var length = head.Split("\r\n").First(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        return end + 4 + int.Parse(length.AsSpan(15), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
    }
}
