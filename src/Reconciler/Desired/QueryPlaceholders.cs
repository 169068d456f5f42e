using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Publican.Desired;

/// <summary><c>{{name}}</c> in a query stands for a fact of the rollout. PromQL itself has no use for double braces.</summary>
public static partial class QueryPlaceholders
{
    public const string Service = "service", Environment = "environment", Revision = "revision", Colour = "colour", StableColour = "stableColour";
    public const string TargetGroup = "targetGroup", StableTargetGroup = "stableTargetGroup";

    public static ImmutableArray<string> Names { get; } = [Service, Environment, Revision, Colour, StableColour, TargetGroup, StableTargetGroup];

    /// <returns>The first one that stands for nothing, or null.</returns>
    public static string? UnknownIn(string query) =>
        Form().Matches(query).Select(match => match.Groups["name"].Value).FirstOrDefault(name => !Names.Contains(name));

    public static string Fill(string query, Func<string, string> value) => Form().Replace(query, match => value(match.Groups["name"].Value));

    [GeneratedRegex(@"\{\{\s*(?<name>[^{}]*?)\s*\}\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
