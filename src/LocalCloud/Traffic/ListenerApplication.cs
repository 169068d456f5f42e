using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace LocalCloud.Traffic;

/// <summary>What every listener's server runs: straight to the forwarder, without middleware, routing or a scope for each request.</summary>
public sealed class ListenerApplication(IServiceProvider services, RequestForwarder forwarder, TimeProvider time) : IHttpApplication<HttpContext>
{
    private readonly DefaultHttpContextFactory _contexts = new(services);

    public IServiceProvider Services { get; } = services;

    public TimeProvider Time { get; } = time;

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => _contexts.Create(contextFeatures);

    public Task ProcessRequestAsync(HttpContext context)
    {
        var binding = context.Features.GetRequiredFeature<NodeBinding>();
        return forwarder.HandleAsync(context, binding.Listener, binding.Node);
    }

    public void DisposeContext(HttpContext context, Exception? exception) => _contexts.Dispose(context);
}
