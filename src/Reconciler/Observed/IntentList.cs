using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Publican.Observed;

/// <summary>The intents parameter as text: a JSON list of {verb, revision, step, to, by, at}.</summary>
public static class IntentList
{
    private static readonly ImmutableSortedDictionary<string, Verb> Verbs = new Dictionary<string, Verb>
    {
        ["suspend"] = Verb.Suspend,
        ["pause"] = Verb.Pause,
        ["promote"] = Verb.Promote,
        ["promote-full"] = Verb.PromoteFully,
        ["abort"] = Verb.Abort,
        ["retry"] = Verb.Retry,
        ["rollback"] = Verb.Rollback,
        ["prune"] = Verb.Prune,
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>Never fails: what is not understood touches nothing, and stands among the problems.</summary>
    public static Intents Parse(string json)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(json);
        }
        catch (JsonException error)
        {
            return NotAList(error.Message);
        }

        if (root is not JsonArray list)
            return NotAList("it is not a list");
        var (intents, problems) = (ImmutableArray.CreateBuilder<Intent>(), ImmutableArray.CreateBuilder<string>());
        foreach (var item in list)
        {
            if (Read(item, out var problem) is { } intent)
                intents.Add(intent);
            else
                problems.Add(problem);
        }

        return new Intents(intents.ToImmutable(), problems.ToImmutable());
    }

    public static string Write(IEnumerable<Intent> intents) => new JsonArray([.. intents.Select(intent =>
    {
        var item = new JsonObject { ["verb"] = NameOf(intent.Verb) };
        if (intent.Revision is not null) item["revision"] = intent.Revision;
        if (intent.Step is not null) item["step"] = intent.Step;
        if (intent.To is not null) item["to"] = intent.To;
        if (intent.By is not null) item["by"] = intent.By;
        if (intent.At is { } at) item["at"] = at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        return (JsonNode)item;
    })]).ToJsonString();

    public static string NameOf(Verb verb) => Verbs.First(pair => pair.Value == verb).Key;

    private static Intent? Read(JsonNode? item, out string problem)
    {
        problem = "";
        if (item is not JsonObject entry || Text(entry, "verb") is not { } name)
            problem = $"an intent needs a verb; this one is {item?.ToJsonString() ?? "null"}";
        else if (!Verbs.TryGetValue(name, out var verb))
            problem = $"intent '{name}' is not known; known are {string.Join(", ", Verbs.Keys)}";
        else if (verb != Verb.Suspend && Text(entry, "revision") is null)
            problem = $"intent '{name}' names no revision; it acts on that one only";
        else if (verb == Verb.Promote && Step(entry) is null)
            problem = "intent 'promote' names no step; give it the weight of the step that it ends, from 1 to 99, or 0 to begin in a freeze";
        else if (entry["at"] is not null && At(entry) is null)
            problem = $"intent '{name}' has an 'at' that is no time: {entry["at"]!.ToJsonString()}; it takes 2026-01-31T12:00:00Z";
        else if (verb == Verb.Retry && At(entry) is null)
            problem = "intent 'retry' has no 'at'; without it, it would be carried out again and again";
        else if (verb == Verb.Prune && At(entry) is null)
            problem = "intent 'prune' has no 'at'; it counts for a day, and without it would count for ever";
        else if (verb == Verb.Rollback && Text(entry, "to") is null)
            problem = "intent 'rollback' names no revision to go back to; give it one in 'to'";
        else
            return new Intent(verb, verb == Verb.Suspend ? null : Text(entry, "revision"), Step(entry), Text(entry, "by"), At(entry)) { To = verb == Verb.Rollback ? Text(entry, "to") : null };
        return null;
    }

    private static string? Text(JsonObject entry, string name) =>
        entry[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is { Length: > 0 } text ? text : null;

    private static int? Step(JsonObject entry) =>
        entry["step"] is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue(out int step) && step is >= 0 and < 100 ? step : null;

    private static DateTimeOffset? At(JsonObject entry) =>
        Text(entry, "at") is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    private static Intents NotAList(string why) => new([], [$"the intents parameter is not a JSON list of {{verb, revision, step, to, by, at}}: {why}"]);
}
