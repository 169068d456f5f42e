using System.Globalization;

namespace LocalCloud.Traffic;

/// <summary>A <see cref="RuleSegment"/> as <c>/_local/traffic</c> tells it. Times are ISO 8601 with milliseconds, UTC; null where there is none yet.</summary>
public sealed record TrafficSegment(
    string RuleArn,
    int Node,
    string From,
    string? To,
    string? FirstPick,
    string? LastPick,
    Dictionary<string, int> Weights,
    Dictionary<string, long> Picks,
    Dictionary<string, long> Status5xx,
    Dictionary<string, string> First5xx);

internal static class TrafficTime
{
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <param name="ticks">0 or the largest number stand for "not yet".</param>
    public static string? Text(ref long ticks) => Volatile.Read(ref ticks) switch
    {
        0 or long.MaxValue => null,
        var value => Text(new DateTimeOffset(value, TimeSpan.Zero)),
    };
}
