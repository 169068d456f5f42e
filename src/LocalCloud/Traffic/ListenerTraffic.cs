using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LocalCloud.Elb;
using LocalCloud.Protocols;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace LocalCloud.Traffic;

/// <summary>A listener that listens: a server of its own on the load balancer's addresses, with two nodes behind it that take connections in turn.</summary>
public sealed class ListenerTraffic : IAsyncDisposable
{
    /// <summary>Requests in flight get this long when the listener is deleted or LocalCloud stops.</summary>
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(2);

    private readonly KestrelServer _server;
    private readonly LoadBalancerNode[] _nodes;
    private readonly TimeProvider _time;
    private uint _connections;

    private ListenerTraffic(KestrelServer server, LoadBalancerNode[] nodes, int port, MetricSeries metrics, TimeSpan idleTimeout, TimeProvider time)
    {
        (_server, _nodes, Port, Metrics, _time) = (server, nodes, port, metrics, time);
        ForwarderConfig = Config(idleTimeout);
    }

    public int Port { get; }

    /// <summary>Of the load balancer as a whole.</summary>
    public MetricSeries Metrics { get; }

    public ForwarderRequestConfig ForwarderConfig { get; private set; }

    public IReadOnlyList<LoadBalancerNode> Nodes => _nodes;

    /// <exception cref="AwsException">InvalidConfigurationRequest when the port cannot be had on this machine.</exception>
    public static async Task<ListenerTraffic> OpenAsync(
        IReadOnlyList<IPAddress> addresses, int port, LoadBalancerNode[] nodes, MetricSeries metrics, TimeSpan idleTimeout, ListenerApplication application)
    {
        ListenerTraffic? listener = null;
        var options = new KestrelServerOptions { ApplicationServices = application.Services, AddServerHeader = false };
        options.Limits.MaxRequestBodySize = null;
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        foreach (var address in addresses)
        {
            options.Listen(address, port, endpoint =>
            {
                // An ALB speaks HTTP/2 to clients only over TLS.
                endpoint.Protocols = HttpProtocols.Http1;
                endpoint.Use(next => connection =>
                {
                    connection.Features.Set(listener!.NextBinding());
                    return next(connection);
                });
            });
        }

        var loggers = application.Services.GetRequiredService<ILoggerFactory>();
        var server = new KestrelServer(
            Options.Create(options), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), loggers), loggers);
        listener = new ListenerTraffic(server, nodes, port, metrics, idleTimeout, application.Time);
        try
        {
            await server.StartAsync(application, CancellationToken.None);
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            await listener.DisposeAsync();
            var why = error.InnerException is AddressInUseException
                ? "is in use by another program or load balancer on this machine. Stop that, or choose another port for the listener."
                : $"cannot be listened on: {error.Message}.";
            throw new AwsException("InvalidConfigurationRequest", string.Create(CultureInfo.InvariantCulture, $"Port {port} of {string.Join(" and ", addresses)} {why}"));
        }

        return listener;
    }

    public void Publish(RuleUpdate update)
    {
        foreach (var node in _nodes) node.Publish(update);
    }

    public void SetIdleTimeout(TimeSpan idleTimeout) => ForwarderConfig = Config(idleTimeout);

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(StopTime, _time);
        await _server.StopAsync(limit.Token);
        _server.Dispose();
        foreach (var node in _nodes) node.Dispose();
    }

    private NodeBinding NextBinding() => new(this, _nodes[Interlocked.Increment(ref _connections) % (uint)_nodes.Length]);

    private static ForwarderRequestConfig Config(TimeSpan idleTimeout) => new()
    {
        ActivityTimeout = idleTimeout,
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };
}

/// <summary>Which listener and node a client's connection belongs to, for as long as it lasts.</summary>
public sealed record NodeBinding(ListenerTraffic Listener, LoadBalancerNode Node);
