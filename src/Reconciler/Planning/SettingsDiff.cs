using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Publican.Observed;

namespace Publican.Planning;

/// <param name="Json">What is wanted, as the API takes it.</param>
/// <param name="Wanted">The same for people.</param>
public sealed record SettingOff(string Member, string Json, string Wanted, string Found);

/// <summary>
/// What was written against what is shown. Only what was written is looked for: a member that ECS filled in is no difference, nor is one that says nothing and is
/// not shown. The order of lists counts where it means something.
/// </summary>
public static class SettingsDiff
{
    private static readonly string[] Ordered = ["placementStrategy"];

    public static ImmutableArray<SettingOff> Of(IReadOnlyDictionary<string, string> wanted, IReadOnlyDictionary<string, string> found)
    {
        // Of a service that was not read whole, nothing is known.
        if (found.Count == 0)
            return [];
        return
        [
            .. wanted.Select(member => (member.Key, member.Value, Wanted: JsonNode.Parse(member.Value)!, Found: found.TryGetValue(member.Key, out var text) ? JsonNode.Parse(text) : null))
                .Where(member => !Matches(member.Wanted, member.Found, Ordered.Contains(member.Key)))
                .Select(member => new SettingOff(member.Key, member.Value, Show(member.Wanted), Show(Like(member.Found, member.Wanted)))),
        ];
    }

    private static bool Matches(JsonNode wanted, JsonNode? found, bool ordered) => wanted switch
    {
        JsonObject structure => structure.All(member => member.Value is null || Matches(member.Value, (found as JsonObject)?[member.Key], ordered)),
        JsonArray list => (found as JsonArray)?.Count is var count && (count ?? 0) == list.Count && (list.Count == 0 || AreAll(list, (JsonArray)found!, ordered)),
        _ => found is null ? SaysNothing(wanted) : wanted.ToJsonString() == found.ToJsonString(),
    };

    private static bool AreAll(JsonArray wanted, JsonArray found, bool ordered)
    {
        if (ordered)
            return wanted.Zip(found).All(pair => Matches(pair.First!, pair.Second, ordered));
        var left = found.ToList();
        return wanted.All(item => left.FindIndex(other => Matches(item!, other, ordered)) is >= 0 and var at && Take(left, at));
    }

    private static bool Take(List<JsonNode?> list, int at)
    {
        list.RemoveAt(at);
        return true;
    }

    private static bool SaysNothing(JsonNode wanted) => wanted.ToJsonString() is "false" or "0" or "\"NONE\"" or "\"DISABLED\"" or "\"\"";

    /// <summary>Of what is shown, the members that were written.</summary>
    private static JsonNode? Like(JsonNode? found, JsonNode wanted) => (found, wanted) switch
    {
        (JsonObject has, JsonObject wants) => new JsonObject(wants.Where(member => has.ContainsKey(member.Key)).Select(member => KeyValuePair.Create(member.Key, Like(has[member.Key]?.DeepClone(), member.Value ?? "")))),
        _ => found?.DeepClone(),
    };

    private static string Show(JsonNode? node) => node switch
    {
        null or JsonArray { Count: 0 } or JsonObject { Count: 0 } => "none",
        JsonArray list => string.Join(", ", list.Select(Show)),
        JsonObject structure => string.Join(' ', structure.Where(member => member.Value is not null).Select(member => member.Value is JsonObject ? $"{member.Key}.({Show(member.Value)})" : $"{member.Key}={Show(member.Value)}")),
        _ => node.ToString(),
    };
}

/// <summary>Settings of a target group, by the words of the desired state.</summary>
public static class GroupDiff
{
    /// <summary>What is written where both are one call: of a part that is not to be written, what was found.</summary>
    /// <param name="isWritten">By the field's name.</param>
    public static GroupSettings Over(GroupSettings wanted, GroupSettings found, Func<string, bool> isWritten) =>
        (isWritten(Publican.Desired.DriftFields.HealthCheck) ? wanted : found) with { DeregistrationDelay = (isWritten(Publican.Desired.DriftFields.DeregistrationDelay) ? wanted : found).DeregistrationDelay };

    public static ImmutableArray<(string Field, string Wanted, string Found)> Of(GroupSettings wanted, GroupSettings found)
    {
        var differences = ImmutableArray.CreateBuilder<(string, string, string)>();
        if (wanted with { DeregistrationDelay = default } != found with { DeregistrationDelay = default })
            differences.Add((Publican.Desired.DriftFields.HealthCheck, Show(wanted), Show(found)));
        if (wanted.DeregistrationDelay != found.DeregistrationDelay)
            differences.Add((Publican.Desired.DriftFields.DeregistrationDelay, Seconds(wanted.DeregistrationDelay), Seconds(found.DeregistrationDelay)));
        return differences.ToImmutable();
    }

    private static string Show(GroupSettings settings) =>
        $"{settings.Path} every {Seconds(settings.Interval)} within {Seconds(settings.Timeout)}, {settings.HealthyAfter} good, {settings.UnhealthyAfter} bad{(settings.GrpcCodes is { } codes ? $", codes {codes}" : "")}";

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###}s");
}
