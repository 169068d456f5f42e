using BeerApi.Reading;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace BeerApi.Telemetry;

/// <summary>Figures in Prometheus' text format, measured by ASP.NET Core, Kestrel, Npgsql and .NET themselves, and where reads came from.</summary>
internal static class Metrics
{
    private static readonly string[] Meters = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.RateLimiting", "Npgsql", "System.Runtime", ReadCounts.MeterName];

    /// <summary>More combinations of labels than this API has; the default reserves memory for 2,000 of each figure.</summary>
    private const int MostCombinations = 200;

    public static IServiceCollection AddPrometheus(this IServiceCollection services) => services.AddSingleton(_ => Sdk.CreateMeterProviderBuilder()
        .AddMeter(Meters)
        .AddView(_ => new MetricStreamConfiguration { CardinalityLimit = MostCombinations })
        .AddPrometheusExporter()
        .Build());

    public static void MapPrometheus(this WebApplication app) => app.MapPrometheusScrapingEndpoint("/metrics", app.Services.GetRequiredService<MeterProvider>(), null, null)
        .DisableRateLimiting()
        // By itself it answers every method.
        .WithMetadata(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]));
}
