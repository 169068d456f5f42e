using BeerApi.Problems;

namespace BeerApi.Health;

internal sealed record HealthAnswer(string Status);

internal static class HealthEndpoints
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        // Never touches the database: a target group asks it, and a database that is away must not replace every task.
        routes.MapMethods("/health", Reading, () => TypedResults.Ok(new HealthAnswer("alive"))).DisableRateLimiting();
        routes.MapMethods("/health/ready", Reading, ReadyAsync).DisableRateLimiting();
    }

    private static async Task<IResult> ReadyAsync(Readiness readiness, CancellationToken stop)
    {
        var report = await readiness.CheckAsync(stop);
        return report.Ready ? TypedResults.Ok(new HealthAnswer("ready")) : ProblemResult.Unavailable(report.Answer);
    }
}
