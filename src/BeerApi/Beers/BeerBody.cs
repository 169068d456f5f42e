using System.Text.Json;
using BeerApi.Problems;

namespace BeerApi.Beers;

/// <summary>
/// Reads a beer from a request body by hand, because a serializer stops at the first wrong field and the client should
/// see all of them. Fields it does not know are passed over: during a rollout a client of the newer release may reach
/// an older task.
/// </summary>
internal static class BeerBody
{
    private const string Body = "body";
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static async Task<BeerDraft?> ReadAsync(HttpRequest request, FieldErrors errors)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, Strict, request.HttpContext.RequestAborted);
            return ReadRoot(document.RootElement, errors);
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

    private static BeerDraft? ReadRoot(JsonElement beer, FieldErrors errors)
    {
        if (beer.ValueKind != JsonValueKind.Object)
        {
            errors.Add(Body, """must be a JSON object such as {"name": "Cellar Door", "style": "Porter", "abv": 5.4}""");
            return null;
        }
        var name = Text(beer, "name", BeerText.MaxName, required: true, errors);
        var style = Text(beer, "style", BeerText.MaxStyle, required: false, errors);
        var abv = Abv(beer, errors);
        return errors.None ? new BeerDraft(name!, style, abv) : null;
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
