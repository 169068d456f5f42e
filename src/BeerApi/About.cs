using BeerApi.Configuration;

namespace BeerApi;

/// <summary>Which program, in which version, answers here.</summary>
internal sealed record About(string Name, string Version);

internal static class AboutEndpoint
{
    public static void MapAbout(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], (Settings settings) => TypedResults.Ok(new About("beer-api", settings.Version)));
}
