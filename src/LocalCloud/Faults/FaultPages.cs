using LocalCloud.Protocols;
using LocalCloud.Traffic;

namespace LocalCloud.Faults;

/// <summary>/_local/faults: shapes in docs/local-cloud.md.</summary>
internal sealed class FaultPages(FaultWishes wishes, FaultTable table, HeldAnswers held, StaleAnswers stale, FlappingTargets flapping) : ILocalRoutes
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/_local/faults", () =>
        {
            var hold = held.Current;
            return Results.Json(new { hold.HoldAnswerOf, hold.Caller, hold.Count, hold.Reached, Active = table.Active.Select(FaultWishes.Shape) });
        });
        routes.MapPost("/_local/faults", async (HttpRequest request) =>
        {
            try
            {
                return Results.Json(wishes.Grant(await FaultRequest.ReadAsync(request.Body)));
            }
            catch (FaultRefusedException error)
            {
                return Results.Json(new { error.Message }, statusCode: StatusCodes.Status400BadRequest);
            }
        });
        routes.MapDelete("/_local/faults", () =>
        {
            held.Clear();
            table.Clear();
            stale.Clear();
            flapping.Clear();
            return Results.NoContent();
        });
        routes.MapDelete("/_local/faults/{id}", (string id) => table.Remove(id)
            ? Results.NoContent()
            : Results.Json(new { message = $"There is no fault {id}." }, statusCode: StatusCodes.Status404NotFound));
    }
}
