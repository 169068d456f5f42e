using System.Globalization;
using BeerApi.Http;
using BeerApi.Problems;

namespace BeerApi.Beers;

/// <summary>The routes of beers, and the reads among them.</summary>
internal static class BeerEndpoints
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static void MapBeers(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/beers", Reading, ListAsync);
        routes.MapPost("/beers", BeerWrites.AddAsync);
        routes.MapPost("/beers/bulk", BulkEndpoint.AddAsync);
        routes.MapMethods("/beers/{id:long:min(0)}", Reading, FindAsync);
        routes.MapPut("/beers/{id:long:min(0)}", BeerWrites.ReplaceAsync);
        routes.MapPatch("/beers/{id:long:min(0)}", BeerWrites.ChangeAsync);
        routes.MapDelete("/beers/{id:long:min(0)}", BeerWrites.DeleteAsync);
        routes.MapPost("/seed", SeedEndpoint.SeedAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext context, BeerStore store, CancellationToken stop)
    {
        var errors = new FieldErrors();
        var query = BeerQuery.Read(context.Request.Query, errors);
        if (!errors.None)
        {
            return ProblemResult.Invalid(errors);
        }
        var page = await store.ListAsync(query, stop);
        if (page.Next is { } next)
        {
            context.Response.Headers.Link = $"<{query.NextPage(next)}>; rel=\"next\"";
        }
        return TypedResults.Ok(page.Beers);
    }

    private static async Task<IResult> FindAsync(long id, HttpContext context, BeerStore store, CancellationToken stop)
    {
        var beer = await store.FindAsync(id, stop);
        if (beer is null)
        {
            return BeerAnswers.NotFound;
        }
        if (!EntityTags.IsKnown(context.Request, beer.Version))
        {
            return BeerAnswers.Of(beer, StatusCodes.Status200OK);
        }
        context.Response.Headers.ETag = EntityTags.Of(beer.Version);
        return TypedResults.StatusCode(StatusCodes.Status304NotModified);
    }
}
