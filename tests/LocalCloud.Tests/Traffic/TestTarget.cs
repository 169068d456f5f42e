using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace LocalCloud.Tests.Traffic;

/// <summary>A real HTTP server on a loopback port, as a task would be. <c>/health</c> answers what the test says, all else the handler.</summary>
internal sealed class TestTarget : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _requests, _checks;

    private TestTarget(WebApplication app) => _app = app;

    public IPAddress Address { get; } = IPAddress.Loopback;

    public int Port => new Uri(_app.Urls.Single()).Port;

    /// <summary>Status of health checks.</summary>
    public int Health { get; set; } = 200;

    /// <summary>Requests other than health checks.</summary>
    public int Requests => Volatile.Read(ref _requests);

    public int Checks => Volatile.Read(ref _checks);

    public static Task<TestTarget> StartAsync(string answer) => StartAsync(context => context.Response.WriteAsync(answer));

    public static async Task<TestTarget> StartAsync(RequestDelegate handler, Action<KestrelServerOptions>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Listen(IPAddress.Loopback, 0);
            configure?.Invoke(options);
        });
        var app = builder.Build();
        var target = new TestTarget(app);
        app.Run(context => target.AnswerAsync(context, handler));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return target;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task AnswerAsync(HttpContext context, RequestDelegate handler)
    {
        if (context.Request.Path == "/health")
        {
            Interlocked.Increment(ref _checks);
            context.Response.StatusCode = Health;
            return Task.CompletedTask;
        }

        Interlocked.Increment(ref _requests);
        return handler(context);
    }
}
