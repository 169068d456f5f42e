using System.Text.Json.Nodes;

namespace Publican.Dev.Demo;

/// <summary>What the load balancer counted while a target group had weight above 0 in force, node by node.</summary>
internal sealed record TrafficWindow(int Requests, int Candidate, DateTimeOffset? FirstError)
{
    /// <param name="segments">As /_local/traffic gives them.</param>
    /// <param name="production">ARN of the rule that users come through.</param>
    public static TrafficWindow Of(IEnumerable<JsonNode> segments, string production, string candidateGroup, DateTimeOffset since)
    {
        var inForce = segments
            .Where(segment => (string?)segment["ruleArn"] == production && (int?)segment["weights"]![candidateGroup] > 0)
            .Where(segment => segment["firstPick"] is { } first && (DateTimeOffset)first >= since)
            .ToList();
        var errors = inForce.Select(segment => segment["first5xx"]![candidateGroup]).OfType<JsonNode>().Select(node => (DateTimeOffset)node).ToList();
        return new TrafficWindow(
            inForce.Sum(segment => segment["picks"]!.AsObject().Sum(pick => (int)pick.Value!)),
            inForce.Sum(segment => (int?)segment["picks"]![candidateGroup] ?? 0),
            errors.Count > 0 ? errors.Min() : null);
    }

    /// <summary>10% and three standard deviations of that share.</summary>
    public bool IsWithinTenPercent => Candidate <= (0.1 * Requests) + (3 * Math.Sqrt(0.09 * Requests));
}
