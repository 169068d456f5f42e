using System.Net;
using Yarp.ReverseProxy.Configuration;

namespace Publican.Bench;

/// <summary>The server behind both, and the proxy LocalCloud is compared with: YARP as its own template has it, one route and one cluster.</summary>
internal static class Servers
{
    public static async Task<int> TargetAsync(int port)
    {
        var builder = Builder(port);
        var app = builder.Build();
        var answer = "a beer for everybody"u8.ToArray();
        app.Run(context =>
        {
            context.Response.ContentLength = answer.Length;
            return context.Response.Body.WriteAsync(answer).AsTask();
        });
        await app.RunAsync();
        return 0;
    }

    public static async Task<int> ProxyAsync(int port, string target)
    {
        var builder = Builder(port);
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "one", Match = new RouteMatch { Path = "{**rest}" } }],
            [new ClusterConfig { ClusterId = "one", Destinations = new Dictionary<string, DestinationConfig> { ["target"] = new() { Address = target } } }]);
        var app = builder.Build();
        app.MapReverseProxy();
        await app.RunAsync();
        return 0;
    }

    private static WebApplicationBuilder Builder(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        return builder;
    }
}
