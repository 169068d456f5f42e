using Microsoft.Net.Http.Headers;

namespace BeerApi.Beers;

internal static class JsonContent
{
    /// <summary>JSON between systems is UTF-8 (RFC 8259); a body that says it is anything else would be misread.</summary>
    public static bool IsDeclared(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
