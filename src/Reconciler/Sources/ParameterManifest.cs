using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Publican.Sources;

/// <summary>
/// What of all that stands below a path counts: written last, and in one call, so it is the revision. It names versions, and a version
/// never changes; so whatever others write meanwhile, a reader gets what this publisher wrote.
/// </summary>
/// <param name="Revision">Any name of the revision, such as a commit.</param>
/// <param name="Documents">By name.</param>
public sealed partial record ParameterManifest(string Revision, ImmutableSortedDictionary<string, DocumentVersions> Documents)
{
    private const int MostBytes = 1024 * 1024;
    private static readonly JsonDocumentOptions Strictly = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    /// <summary>It becomes the tag publican:commit, so it is made of what AWS takes in a tag.</summary>
    public static bool IsRevision(string text) => RevisionPattern().IsMatch(text);

    /// <summary>As the parameter holds it: JSON, packed where that is too long.</summary>
    public string Write()
    {
        var documents = new JsonObject();
        foreach (var (name, document) in Documents)
            documents[name] = document.IsPacked ? new JsonArray([.. document.Versions.Select(version => (JsonNode)version)]) : document.Versions[0];
        var json = new JsonObject { ["revision"] = Revision, ["documents"] = documents }.ToJsonString();
        return json.Length <= ParameterDocument.MostPlain ? json : PackedText.Pack(Encoding.UTF8.GetBytes(json));
    }

    /// <exception cref="FormatException">The message completes "the manifest ".</exception>
    public static ParameterManifest Parse(string text, ParameterAddress address)
    {
        try
        {
            // JSON begins with a brace, and a packed text never does.
            using var json = text.TrimStart().StartsWith('{') ? JsonDocument.Parse(text, Strictly) : JsonDocument.Parse(PackedText.Unpack(text, MostBytes), Strictly);
            var (revision, documents) = (Member(json.RootElement, "revision", JsonValueKind.String).GetString()!, Member(json.RootElement, "documents", JsonValueKind.Object));
            if (json.RootElement.EnumerateObject().FirstOrDefault(member => member.Name is not ("revision" or "documents")) is { Value.ValueKind: not JsonValueKind.Undefined } other)
                throw new FormatException($"has the member \"{Shown(other.Name)}\", which means nothing");
            if (!IsRevision(revision))
                throw new FormatException($"names the revision \"{Shown(revision)}\"; it takes 1 to 128 letters, digits and _ . : / = + - @");
            return new ParameterManifest(
                revision,
                documents.EnumerateObject().ToImmutableSortedDictionary(member => Name(member.Name, address), member => Versions(member), StringComparer.Ordinal));
        }
        catch (JsonException error)
        {
            throw new FormatException($"is not JSON: {error.Message}");
        }
    }

    private static JsonElement Member(JsonElement root, string name, JsonValueKind kind) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var member) && member.ValueKind == kind
            ? member
            : throw new FormatException($"lacks \"{name}\", or it is not {(kind == JsonValueKind.String ? "a text" : "an object")}");

    private static string Name(string name, ParameterAddress address) => address.Refusal(name) is { } why
        ? throw new FormatException($"names the document \"{Shown(name)}\": {why}")
        : name;

    private static DocumentVersions Versions(JsonProperty document) => document.Value.ValueKind switch
    {
        JsonValueKind.Number => new(false, [Version(document.Value, document.Name)]),
        JsonValueKind.Array when document.Value.GetArrayLength() is > 0 and <= 9999 => new(true, [.. document.Value.EnumerateArray().Select(part => Version(part, document.Name))]),
        _ => throw NoVersion(document.Name),
    };

    private static long Version(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var version) && version > 0 ? version : throw NoVersion(name);

    private static FormatException NoVersion(string name) =>
        new($"gives the document \"{name}\" no version; it takes a whole number from 1, or a list of them, one for each part of a packed document");

    private static string Shown(string text) => text.Length <= 60 ? text : text[..60] + "…";

    [GeneratedRegex(@"^[a-zA-Z0-9_.:/=+\-@]{1,128}\z")]
    private static partial Regex RevisionPattern();
}

/// <param name="IsPacked">One version for each part; otherwise one for the document.</param>
public sealed record DocumentVersions(bool IsPacked, ImmutableArray<long> Versions);
