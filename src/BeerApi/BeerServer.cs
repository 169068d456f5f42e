using System.Text.Encodings.Web;
using System.Text.Unicode;
using BeerApi.Beers;
using BeerApi.Configuration;
using BeerApi.Database;
using BeerApi.Health;
using BeerApi.Http;
using BeerApi.Idempotency;
using BeerApi.OpenApi;
using BeerApi.Problems;
using BeerApi.Reading;
using BeerApi.Telemetry;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace BeerApi;

/// <summary>Puts the web server together. It binds exactly the address and port of its settings.</summary>
public static class BeerServer
{
    /// <summary>A server that has not started; middleware added to it runs inside its error handling and before its routes.</summary>
    public static WebApplication Build(Settings settings)
    {
        // The empty builder reads no appsettings.json, no ASPNETCORE_ variables and watches no files: the settings are all there is.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "beer-api" });
        builder.Logging.AddJsonLines(settings.LogLevel);
        // Inline: a request goes on where its bytes arrived instead of waiting for another thread. Safe, because nothing here blocks a thread.
        builder.WebHost.UseKestrelCore().UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true).ConfigureKestrel(kestrel => Limit(kestrel, settings));
        builder.Services
            .AddRoutingCore()
            .ConfigureHttpJsonOptions(json =>
            {
                json.SerializerOptions.TypeInfoResolverChain.Insert(0, BeerJson.Default);
                json.SerializerOptions.Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);
            })
            .Configure<HostOptions>(host =>
            {
                host.ShutdownTimeout = Settings.ShutdownLimit;
                // A mistake beside the requests is an Error in the log. The default would end the server with exit code 0.
                host.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore;
            })
            .AddSingleton<IHostLifetime, NoSignals>()
            .AddSingleton(settings)
            .AddSingleton(TimeProvider.System)
            .AddDatabase(settings)
            .AddSingleton<BeerStore>()
            .AddReading()
            .AddSingleton<BulkGate>()
            .AddSingleton<IdempotentWrites>()
            .AddSingleton<RequestBody>()
            .AddHostedService<KeyCleaning>()
            .AddSingleton<Readiness>()
            .AddSingleton<Draining>()
            .AddHostedService(services => services.GetRequiredService<Draining>())
            .AddHostedService<FirstReadinessCheck>()
            .AddPrometheus()
            .AddRateLimits(settings)
            .AddTracing(settings);

        var app = builder.Build();
        app.StartTracing();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseRateLimits(settings);
        app.MapAbout();
        app.MapHealth();
        app.MapPrometheus();
        app.MapOpenApi();
        app.MapBeers();
        return app;
    }

    private static void Limit(KestrelServerOptions kestrel, Settings settings)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = RequestBody.MaxBytes;
        kestrel.Limits.RequestHeadersTimeout = settings.RequestTimeout;
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(240, TimeSpan.FromSeconds(5));
        kestrel.Listen(settings.Host, settings.Port);
    }

    /// <summary>Whoever runs the server takes the signals; the host's own way breaks its start off.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
