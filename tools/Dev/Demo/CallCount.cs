using System.Text.Json.Nodes;

namespace Publican.Dev.Demo;

/// <summary>How often the reconciler called an action, and how often AWS's rates refused it.</summary>
internal sealed record CallCount(string Service, string Action, int Made, int Throttled)
{
    /// <param name="calls">As LocalCloud's call log has them.</param>
    public static IReadOnlyList<CallCount> Of(IEnumerable<JsonNode> calls, string caller) =>
    [
        .. calls
            .Where(call => (string?)call["caller"] == caller)
            .GroupBy(call => ((string)call["service"]!, (string)call["action"]!))
            .Select(group => new CallCount(group.Key.Item1, group.Key.Item2, group.Count(), group.Count(IsThrottled)))
            .OrderByDescending(count => count.Made),
    ];

    private static bool IsThrottled(JsonNode call) => (string?)call["outcome"] is "Throttling" or "ThrottlingException";
}
