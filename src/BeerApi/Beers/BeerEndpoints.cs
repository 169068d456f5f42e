using System.Globalization;
using BeerApi.Problems;

namespace BeerApi.Beers;

internal static class BeerEndpoints
{
    public static void MapBeers(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/beers", ListAsync);
        routes.MapPost("/beers", AddAsync);
        routes.MapGet("/beers/{id}", FindAsync);
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
        if (page.NextAfter is { } after)
        {
            context.Response.Headers.Link = $"<{NextPage(query, after)}>; rel=\"next\"";
        }
        return TypedResults.Ok(page.Beers);
    }

    private static async Task<IResult> AddAsync(HttpRequest request, BeerStore store, CancellationToken stop)
    {
        if (!JsonContent.IsDeclared(request))
        {
            return new ProblemResult(StatusCodes.Status415UnsupportedMediaType, "Send the beer as application/json in UTF-8.");
        }
        var errors = new FieldErrors();
        var draft = await BeerBody.ReadAsync(request, errors);
        if (draft is null)
        {
            return ProblemResult.Invalid(errors);
        }
        var beer = await store.AddAsync(draft, stop);
        return TypedResults.Created($"/beers/{beer.Id.ToString(CultureInfo.InvariantCulture)}", beer);
    }

    private static async Task<IResult> FindAsync(string id, BeerStore store, CancellationToken stop)
    {
        var beer = long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? await store.FindAsync(number, stop)
            : null;
        return beer is null
            ? new ProblemResult(StatusCodes.Status404NotFound, "There is no beer with this id.")
            : TypedResults.Ok(beer);
    }

    private static string NextPage(BeerQuery query, long after)
    {
        var style = query.Style is null ? "" : $"&style={Uri.EscapeDataString(query.Style)}";
        return $"/beers?limit={query.Limit}&cursor={BeerCursor.Format(after)}{style}";
    }
}
