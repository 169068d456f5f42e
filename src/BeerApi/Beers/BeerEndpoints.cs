using System.Globalization;
using BeerApi.Http;
using BeerApi.Problems;
using BeerApi.Reading;

namespace BeerApi.Beers;

/// <summary>The routes of beers, and the reads among them.</summary>
internal static class BeerEndpoints
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static void MapBeers(this IEndpointRouteBuilder routes)
    {
        var reads = routes.ServiceProvider.GetRequiredService<BeerReads>();
        // As request delegates: for the other kind a scope of services is opened with every request.
        routes.MapMethods("/beers", Reading, context => ListAsync(context, reads));
        routes.MapPost("/beers", BeerWrites.AddAsync);
        routes.MapPost("/beers/bulk", BulkEndpoint.AddAsync);
        routes.MapMethods("/beers/{id:long:min(0)}", Reading, context => FindAsync(context, reads));
        routes.MapPut("/beers/{id:long:min(0)}", BeerWrites.ReplaceAsync);
        routes.MapPatch("/beers/{id:long:min(0)}", BeerWrites.ChangeAsync);
        routes.MapDelete("/beers/{id:long:min(0)}", BeerWrites.DeleteAsync);
        routes.MapPost("/seed", SeedEndpoint.SeedAsync);
    }

    private static async Task ListAsync(HttpContext context, BeerReads reads)
    {
        var text = context.Request.QueryString.Value ?? "";
        var errors = new FieldErrors();
        var after = ReadAfter.Read(context.Request.Headers, errors);
        if (errors.None && reads.FindPage(text, after) is { } kept)
        {
            await kept.SendAsync(context.Response);
            return;
        }
        var query = BeerQuery.Read(context.Request.Query, errors);
        if (errors.None)
        {
            var page = await reads.ListAsync(text, query, after, context.RequestAborted);
            await page.SendAsync(context.Response);
        }
        else
        {
            await ProblemResult.Invalid(errors).ExecuteAsync(context);
        }
    }

    private static async Task FindAsync(HttpContext context, BeerReads reads)
    {
        var errors = new FieldErrors();
        var id = long.Parse((string)context.Request.RouteValues["id"]!, CultureInfo.InvariantCulture);
        var after = ReadAfter.Read(context.Request.Headers, errors);
        var wanted = EntityTags.ReadIfMatch(context.Request, errors);
        if (!errors.None)
        {
            await ProblemResult.Invalid(errors).ExecuteAsync(context);
        }
        else if (await reads.FindAsync(id, after, context.RequestAborted) is not { } beer)
        {
            await BeerAnswers.NotFound.ExecuteAsync(context);
        }
        else if (!wanted.Include(beer.ETag!))
        {
            await BeerAnswers.OtherVersion.ExecuteAsync(context);
        }
        else if (EntityTags.IsKnown(context.Request, beer.ETag!))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            context.Response.Headers.ETag = beer.ETag;
        }
        else
        {
            await beer.SendAsync(context.Response);
        }
    }
}
