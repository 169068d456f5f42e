using System.Text.Json;
using BeerApi.Problems;

namespace BeerApi.Beers;

/// <summary>
/// Reads a beer, or a change of one, from JSON by hand, because a serializer stops at the first wrong field and the client should
/// see all of them. Fields it does not know are passed over: during a rollout a client of the newer release may reach
/// an older task. So are id, createdAt and updatedAt, which a client may send back as it got them.
/// </summary>
internal static class BeerBody
{
    private const string Body = "body";
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>A whole beer; null when there are errors.</summary>
    public static BeerDraft? ReadDraft(ReadOnlyMemory<byte> json, FieldErrors errors) => Read(json, errors, beer =>
    {
        var name = Text(beer, "name", BeerText.MaxName, required: true, errors);
        var style = Text(beer, "style", BeerText.MaxStyle, required: false, errors);
        var abv = Abv(beer, errors);
        return errors.None ? new BeerDraft(name!, style, abv) : null;
    });

    /// <summary>A merge patch (RFC 7396): what is absent stays, null takes away; null when there are errors.</summary>
    public static BeerPatch? ReadPatch(ReadOnlyMemory<byte> json, FieldErrors errors) => Read(json, errors, patch =>
    {
        var setsStyle = patch.TryGetProperty("style", out _);
        var name = patch.TryGetProperty("name", out _) ? Text(patch, "name", BeerText.MaxName, required: true, errors) : null;
        var style = Text(patch, "style", BeerText.MaxStyle, required: false, errors);
        decimal? abv = patch.TryGetProperty("abv", out _) ? Abv(patch, errors) : null;
        return errors.None ? new BeerPatch(name, setsStyle, style, abv) : null;
    });

    private static T? Read<T>(ReadOnlyMemory<byte> json, FieldErrors errors, Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return read(document.RootElement);
            }
            errors.Add(Body, """must be a JSON object such as {"name": "Cellar Door", "style": "Porter", "abv": 5.4}""");
        }
        catch (InvalidOperationException)
        {
            // What the parser throws for half a surrogate pair in the name of a field.
            errors.Add(Body, "is not valid JSON: the name of a field is not valid Unicode");
        }
        catch (JsonException e)
        {
            errors.Add(Body, e.LineNumber is { } line
                ? $"is not valid JSON at line {line + 1}, byte {e.BytePositionInLine + 1}"
                : "is not valid JSON, or names a field twice");
        }
        return null;
    }

    private static string? Text(JsonElement beer, string field, int max, bool required, FieldErrors errors)
    {
        if (!beer.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return BeerText.Check(field, null, max, required, errors);
        }
        if (value.ValueKind != JsonValueKind.String)
        {
            errors.Add(field, "must be a string");
            return null;
        }
        try
        {
            return BeerText.Check(field, value.GetString(), max, required, errors);
        }
        catch (InvalidOperationException)
        {
            // What System.Text.Json throws for half a surrogate pair, such as "\ud83c".
            errors.Add(field, "must be valid Unicode");
            return null;
        }
    }

    private static decimal Abv(JsonElement beer, FieldErrors errors)
    {
        if (!beer.TryGetProperty("abv", out var value) || value.ValueKind == JsonValueKind.Null)
        {
            errors.Add("abv", "is required");
            return 0;
        }
        if (value.ValueKind != JsonValueKind.Number)
        {
            errors.Add("abv", "must be a number such as 5.2");
            return 0;
        }
        if (AlcoholByVolume.Read(value.GetRawText(), out var abv) is { } wrong)
        {
            errors.Add("abv", wrong);
        }
        return abv;
    }
}
