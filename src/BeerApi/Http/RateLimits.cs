using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using BeerApi.Configuration;
using BeerApi.Problems;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;

namespace BeerApi.Http;

/// <summary>So many requests a second for each client address; twice as many in one burst.</summary>
internal static class RateLimits
{
    private const int RefillsPerSecond = 10;

    public static IServiceCollection AddRateLimits(this IServiceCollection services, Settings settings) => services.AddRateLimiter(options =>
    {
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, IPAddress>(context => RateLimitPartition.GetTokenBucketLimiter(
            Client(context.Connection.RemoteIpAddress),
            _ => Bucket(settings.RequestsPerSecond)));
        options.OnRejected = (rejected, _) => new ValueTask(ProblemResult.TooMany(
            rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1)).ExecuteAsync(rejected.HttpContext));
    });

    /// <summary>Refilled about ten times a second, and less often where that would be less than one request.</summary>
    internal static TokenBucketRateLimiterOptions Bucket(int perSecond)
    {
        var tokens = Math.Max(1, perSecond / RefillsPerSecond);
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = perSecond * 2,
            TokensPerPeriod = tokens,
            // What the division above left over makes the period shorter.
            ReplenishmentPeriod = TimeSpan.FromSeconds(1) * tokens / perSecond,
            QueueLimit = 0,
        };
    }

    /// <summary>Comes before the routes. Those of the load balancer and of monitoring are exempt.</summary>
    public static void UseRateLimits(this WebApplication app, Settings settings)
    {
        if (settings.TrustedProxies > 0)
        {
            // The load balancer writes the address it sees at the end of the header; what stands before it, anybody may have written.
            var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = settings.TrustedProxies };
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            app.UseForwardedHeaders(options);
        }
        if (settings.RequestsPerSecond > 0)
        {
            app.UseRateLimiter();
        }
    }

    /// <summary>A household has 2^64 addresses of IPv6: they count as one.</summary>
    private static IPAddress Client(IPAddress? address)
    {
        if (address is null)
        {
            return IPAddress.None;
        }
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
