using BeerApi.Problems;
using Microsoft.Net.Http.Headers;

namespace BeerApi.Http;

/// <summary>What a body says it is.</summary>
internal static class ContentTypes
{
    public const string Json = "application/json";
    public const string MergePatch = "application/merge-patch+json";
    public const string NdJson = "application/x-ndjson";

    /// <summary>JSON between systems is UTF-8 (RFC 8259); a body that says it is anything else would be misread.</summary>
    /// <returns>The problem; null when the body is one of these.</returns>
    public static ProblemResult? Refuse(HttpRequest request, params ReadOnlySpan<string> accepted)
    {
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            foreach (var one in accepted)
            {
                if (type.MediaType.Equals(one, StringComparison.OrdinalIgnoreCase))
                {
                    return null;
                }
            }
        }
        return new ProblemResult(StatusCodes.Status415UnsupportedMediaType, $"Send the body as {string.Join(" or ", accepted.ToArray())} in UTF-8.");
    }
}
