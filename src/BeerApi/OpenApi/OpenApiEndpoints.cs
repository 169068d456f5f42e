using System.Text.Json.Nodes;

namespace BeerApi.OpenApi;

/// <summary>
/// The description of the API: v1.json as it stands in the repository, and a page made of it. It is written by hand, because bodies and queries are
/// read by hand, too, and a generator would know nothing of them; tests hold it against the routes and against real answers.
/// </summary>
internal static class OpenApiEndpoints
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    // Made when somebody asks, since most tasks are never asked.
    private static readonly Lazy<byte[]> Document = new(Read);
    private static readonly Lazy<string> Page = new(() => DocsPage.Of(JsonNode.Parse(Document.Value)!));

    public static void MapOpenApi(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/openapi/v1.json", Reading, () => TypedResults.Bytes(Document.Value, "application/json"));
        routes.MapMethods("/docs", Reading, (HttpResponse response) =>
        {
            response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
            return TypedResults.Content(Page.Value, "text/html; charset=utf-8");
        });
    }

    private static byte[] Read()
    {
        using var resource = typeof(OpenApiEndpoints).Assembly.GetManifestResourceStream("openapi/v1.json")!;
        using var copy = new MemoryStream();
        resource.CopyTo(copy);
        return copy.ToArray();
    }
}
