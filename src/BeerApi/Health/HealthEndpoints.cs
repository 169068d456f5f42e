using BeerApi.Problems;

namespace BeerApi.Health;

internal sealed record HealthAnswer(string Status);

internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        // Never touches the database: a target group asks it, and a database that is away must not replace every task.
        routes.MapGet("/health", () => TypedResults.Ok(new HealthAnswer("alive")));
        routes.MapGet("/health/ready", ReadyAsync);
    }

    private static async Task<IResult> ReadyAsync(Readiness readiness, CancellationToken stop)
    {
        var report = await readiness.CheckAsync(stop);
        return report.Ready ? TypedResults.Ok(new HealthAnswer("ready")) : ProblemResult.Unavailable(report.Reason);
    }
}
