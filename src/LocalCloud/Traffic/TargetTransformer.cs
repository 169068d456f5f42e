using System.Globalization;
using Yarp.ReverseProxy.Forwarder;

namespace LocalCloud.Traffic;

/// <summary>What an ALB changes in a request on its way to the target. One for each request: it also takes the response time.</summary>
internal sealed class TargetTransformer(int listenerPort, TimeProvider time) : HttpTransformer
{
    private const string For = "X-Forwarded-For", Proto = "X-Forwarded-Proto", Port = "X-Forwarded-Port";
    private long _sent;

    /// <summary>Null until the head of the answer has arrived.</summary>
    public TimeSpan? ResponseTime { get; private set; }

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        var headers = proxyRequest.Headers;
        var client = httpContext.Connection.RemoteIpAddress?.ToString();
        var chain = httpContext.Request.Headers[For] is { Count: > 0 } before ? $"{before}, {client}" : client;
        Set(For, chain);
        Set(Proto, "http");
        Set(Port, listenerPort.ToString(CultureInfo.InvariantCulture));
        _sent = time.GetTimestamp();

        void Set(string name, string? value)
        {
            headers.Remove(name);
            headers.TryAddWithoutValidation(name, value);
        }
    }

    public override ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is not null) ResponseTime = time.GetElapsedTime(_sent);
        return base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
    }
}
