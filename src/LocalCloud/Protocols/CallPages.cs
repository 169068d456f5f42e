using System.Text.Json.Nodes;

namespace LocalCloud.Protocols;

/// <summary>/_local/calls: shape in docs/local-cloud.md.</summary>
internal sealed class CallPages(CallLog log) : ILocalRoutes
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
