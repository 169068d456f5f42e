using BeerApi.Configuration;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace BeerApi.Telemetry;

/// <summary>Traces of requests and of the statements they sent, over OTLP. Where no collector is named, none of this is made.</summary>
internal static class Tracing
{
    public static void AddTracing(this IServiceCollection services, Settings settings)
    {
        if (settings.Tracing is { } tracing)
        {
            services.AddSingleton(_ => Build(tracing, settings.Version));
        }
    }

    /// <summary>Nobody asks for the provider, so nobody else would make it. It is disposed with the server, which sends what is left.</summary>
    public static void StartTracing(this WebApplication app) => app.Services.GetService<TracerProvider>();

    private static TracerProvider Build(TracingSettings tracing, string version) => Sdk.CreateTracerProviderBuilder()
        .ConfigureResource(resource => resource.AddService(tracing.ServiceName, serviceVersion: version))
        .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(tracing.Ratio)))
        // A load balancer asks every few seconds, and each time in the same way.
        .AddAspNetCoreInstrumentation(requests => requests.Filter = context => !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
        .AddSource("Npgsql")
        .AddOtlpExporter(otlp =>
        {
            otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
            otlp.Endpoint = new Uri(tracing.Endpoint, "v1/traces");
            otlp.Headers = tracing.Headers;
            // By default 10 s: so long would a collector that does not answer hold up the end of the process.
            otlp.TimeoutMilliseconds = 3000;
        })
        .Build();
}
