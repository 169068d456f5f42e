using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace LocalCloud.Traffic;

/// <summary>
/// Target group stickiness: the cookie AWSALBTG, which keeps a client with the group it was given first, whatever the weights have
/// become. Its value means nothing to anybody but the load balancer.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/elasticloadbalancing/latest/application/sticky-sessions.html</remarks>
public static class StickyCookie
{
    public const string Name = "AWSALBTG";

    /// <returns>Index of the group the client belongs to; null when it has no cookie, an expired one, or one of a group that has left the rule.</returns>
    public static int? Read(HttpRequest request, ForwardRoute route, DateTimeOffset now)
    {
        if (route.Sticky is null || request.Cookies[Name]?.Split('.') is not [var group, var until]) return null;
        if (!long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || now.ToUnixTimeSeconds() >= seconds) return null;
        var index = Array.FindIndex(route.Groups, candidate => Mark(candidate) == group);
        return index >= 0 ? index : null;
    }

    /// <summary>Puts the cookie on the answer when it starts; the target's own cookies stay.</summary>
    public static void Write(HttpContext context, ForwardRoute route, int picked, DateTimeOffset now)
    {
        if (route.Sticky is not { } duration) return;
        var until = now + duration;
        var value = string.Create(CultureInfo.InvariantCulture, $"{Name}={Mark(route.Groups[picked])}.{until.ToUnixTimeSeconds()}; Expires={until:R}; Path=/");
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.Append("Set-Cookie", value);
            return Task.CompletedTask;
        });
    }

    private static string Mark(GroupRoute group) =>
        XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(group.Pool.Group.Arn)).ToString("x16", CultureInfo.InvariantCulture);
}
