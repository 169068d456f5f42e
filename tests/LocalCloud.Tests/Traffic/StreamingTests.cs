using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LocalCloud.Tests.Traffic;

/// <summary>Answers that do not end at once.</summary>
public sealed class StreamingTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_target_has_written_arrives_before_it_writes_more()
    {
        var more = new TaskCompletionSource();
        await using var world = await BlueGreen.StartAsync();
        await using var target = await TestTarget.StartAsync(async context =>
        {
            await context.Response.WriteAsync("one\n", Cancel);
            await context.Response.Body.FlushAsync(Cancel);
            await more.Task;
            await context.Response.WriteAsync("two\n", Cancel);
        });
        await world.Region.RegisterAsync(world.Blue, target);
        await world.Region.UntilAsync(world.Blue, target, "healthy");

        using var answer = await world.Region.Http.GetAsync(world.Url, HttpCompletionOption.ResponseHeadersRead, Cancel);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancel));

        Assert.Equal("one", await lines.ReadLineAsync(Cancel));
        more.SetResult();
        Assert.Equal("two", await lines.ReadLineAsync(Cancel));
    }

    [Fact]
    public async Task A_WebSocket_passes_in_both_directions()
    {
        await using var world = await BlueGreen.StartAsync();
        await using var target = await TestTarget.StartAsync(EchoAsync);
        await world.Region.RegisterAsync(world.Blue, target);
        await world.Region.UntilAsync(world.Blue, target, "healthy");
        using var client = new ClientWebSocket();

        await client.ConnectAsync(new UriBuilder(world.Url) { Scheme = "ws", Path = "/chat" }.Uri, Cancel);
        foreach (var word in new[] { "hello", "again" })
        {
            await client.SendAsync(Encoding.UTF8.GetBytes(word), WebSocketMessageType.Text, endOfMessage: true, Cancel);
            var buffer = new byte[64];
            var received = await client.ReceiveAsync(buffer, Cancel);
            Assert.Equal($"{word}!", Encoding.UTF8.GetString(buffer, 0, received.Count));
        }

        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "enough", Cancel);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, client.CloseStatus);
    }

    private static async Task EchoAsync(HttpContext context)
    {
        // RFC 6455, 4.2.2: the proof that the server has understood.
#pragma warning disable CA5350
        var proof = SHA1.HashData(Encoding.ASCII.GetBytes(context.Request.Headers.SecWebSocketKey + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
#pragma warning restore CA5350
        context.Response.Headers.SecWebSocketAccept = Convert.ToBase64String(proof);
        context.Response.Headers.Connection = "Upgrade";
        context.Response.Headers.Upgrade = "websocket";
        var stream = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
        var buffer = new byte[64];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer, Cancel);
            if (received.MessageType == WebSocketMessageType.Close) break;
            await socket.SendAsync(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(buffer, 0, received.Count) + "!"), WebSocketMessageType.Text, true, Cancel);
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Cancel);
    }
}
