using System.Text.Json.Nodes;

namespace LocalCloud.Protocols;

/// <summary>/_local/calls and /_local/faults: shapes in docs/local-cloud.md.</summary>
internal sealed class LocalPages(CallLog log, Faults faults) : ILocalRoutes
{
    private const string Time = "yyyy-MM-ddTHH:mm:ss.fffZ";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/_local/calls", (HttpContext context) =>
        {
            var text = context.Request.Query["after"].ToString();
            if (text.Length > 0 && !long.TryParse(text, out _))
                return Wrong($"after: '{text}' is not a whole number. Give the seq of the last call you know.");
            return Results.Json(new { calls = log.After(text.Length > 0 ? long.Parse(text) : 0).Select(Show) });
        });
        routes.MapGet("/_local/faults", () => Results.Json(faults.Current));
        routes.MapDelete("/_local/faults", () =>
        {
            faults.Clear();
            return Results.NoContent();
        });
        routes.MapPost("/_local/faults", async (HttpRequest request) =>
        {
            try
            {
                var wish = await JsonNode.ParseAsync(request.Body) as JsonObject;
                if (wish?["holdAnswerOf"] is not JsonValue nth || !nth.TryGetValue(out int number) || number < 1)
                    return Wrong("holdAnswerOf: a whole number from 1 is needed.");
                if (wish["caller"] is not JsonValue who || !who.TryGetValue(out string? caller) || caller.Length == 0)
                    return Wrong("caller: an access key id is needed.");
                faults.Hold(number, caller);
                return Results.Json(faults.Current);
            }
            catch (System.Text.Json.JsonException error)
            {
                return Wrong($"The body is not valid JSON: {error.Message}");
            }
        });
    }

    private static IResult Wrong(string message) => Results.Json(new { message }, statusCode: StatusCodes.Status400BadRequest);

    private static object Show(LoggedCall call) => new
    {
        call.Seq,
        Start = call.Start.UtcDateTime.ToString(Time),
        End = call.End.UtcDateTime.ToString(Time),
        call.Service,
        call.Action,
        call.Caller,
        call.Outcome,
        call.Mutating,
        Input = JsonNode.Parse(call.Input),
    };
}
