using Microsoft.AspNetCore.Http.Features;

namespace LocalCloud.Traffic;

/// <summary>What rule conditions look at.</summary>
/// <param name="Host">Without the port.</param>
/// <param name="Path">As sent, not decoded, without the query.</param>
/// <param name="Query">As sent, without the question mark.</param>
public readonly record struct RequestFacts(string Method, string Host, string Path, string Query, IHeaderDictionary Headers)
{
    public static RequestFacts Of(HttpContext context)
    {
        var request = context.Request;
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

        // A client that takes the load balancer for a proxy sends a whole URL.
        if (!target.StartsWith('/')) target = request.Path + request.QueryString;
        var question = target.IndexOf('?', StringComparison.Ordinal);
        return new RequestFacts(
            request.Method,
            request.Host.Host,
            question < 0 ? target : target[..question],
            question < 0 ? "" : target[(question + 1)..],
            request.Headers);
    }
}
