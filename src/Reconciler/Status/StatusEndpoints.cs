using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Publican.Telemetry;

namespace Publican.Status;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(EnvironmentStatus))]
[JsonSerializable(typeof(ServiceStatus))]
internal sealed partial class StatusJson : JsonSerializerContext;

/// <summary>The status API that operators and scripts read. Read-only.</summary>
public static class StatusEndpoints
{
    public static void MapStatus(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/services", (StatusBoard board) => TypedResults.Json(board.Current, StatusJson.Default.EnvironmentStatus));
        routes.MapGet("/api/v1/services/{name}", (string name, StatusBoard board) =>
            board.Current.Services.FirstOrDefault(service => service.Name == name) is { } found
                ? Results.Json(found, StatusJson.Default.ServiceStatus)
                : Results.Problem(
                    statusCode: StatusCodes.Status404NotFound,
                    title: "Unknown service",
                    detail: $"There is no service '{name}'. Known services: {Names(board.Current.Services)}."));

        routes.MapGet("/api/v1/jobs/{name}", (string name, StatusBoard board) =>
            board.Current.Jobs.FirstOrDefault(job => job.Name == name) is { } found
                ? Results.Json(found, StatusJson.Default.ServiceStatus)
                : Results.Problem(statusCode: StatusCodes.Status404NotFound, title: "Unknown job", detail: $"There is no job '{name}'. Known jobs: {Names(board.Current.Jobs)}."));

        // Alive: the loop still turns. Ready: it has a desired state and has looked at AWS at least once.
        routes.MapGet("/healthz", (Heartbeat heart) => heart.IsBeating
            ? Results.Text("ok")
            : Results.Problem(statusCode: StatusCodes.Status503ServiceUnavailable, title: "The reconcile loop stands still", detail: heart.Describe()));
        routes.MapGet("/readyz", (Heartbeat heart) => heart.HasObserved
            ? Results.Text("ok")
            : Results.Problem(statusCode: StatusCodes.Status503ServiceUnavailable, title: "Nothing was observed yet", detail: heart.Describe()));
    }

    private static string Names(ImmutableArray<ServiceStatus> known) => known.IsEmpty ? "none" : string.Join(", ", known.Select(one => one.Name));
}
