using System.Globalization;
using LocalCloud.Elb;

namespace LocalCloud.Traffic;

/// <summary>Where a redirect leads: the action's parts with the request's own filled in.</summary>
internal static class RedirectLocation
{
    public static string Of(RedirectAction action, RequestFacts request, int listenerPort)
    {
        var protocol = Fill(action.Protocol).ToLowerInvariant();
        var (host, port, path, query) = (Fill(action.Host), Fill(action.Port), Fill(action.Path), Fill(action.Query));
        var standardPort = protocol == "https" ? "443" : "80";
        return $"{protocol}://{host}{(port == standardPort ? "" : ":" + port)}{path}{(query.Length == 0 ? "" : "?" + query)}";

        string Fill(string part) => part
            .Replace("#{protocol}", "http", StringComparison.Ordinal)
            .Replace("#{host}", request.Host, StringComparison.Ordinal)
            .Replace("#{port}", listenerPort.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("#{path}", request.Path.TrimStart('/'), StringComparison.Ordinal)
            .Replace("#{query}", request.Query, StringComparison.Ordinal);
    }
}
