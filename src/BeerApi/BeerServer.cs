using System.Text.Encodings.Web;
using System.Text.Unicode;
using BeerApi.Beers;
using BeerApi.Configuration;
using BeerApi.Database;
using BeerApi.Health;
using BeerApi.Problems;

namespace BeerApi;

/// <summary>Puts the web server together. It binds exactly the address and port of its settings.</summary>
public static class BeerServer
{
    private const int MaxBodyBytes = 64 * 1024;

    /// <summary>A server that has not started; middleware added to it runs inside its error handling and before its routes.</summary>
    public static WebApplication Build(Settings settings)
    {
        // The empty builder reads no appsettings.json, no ASPNETCORE_ variables and watches no files: the settings are all there is.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "beer-api" });
        builder.Logging.AddJsonLines(settings.LogLevel);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Listen(settings.Host, settings.Port);
        });
        builder.Services
            .AddRoutingCore()
            .ConfigureHttpJsonOptions(json =>
            {
                json.SerializerOptions.TypeInfoResolverChain.Insert(0, BeerJson.Default);
                json.SerializerOptions.Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);
            })
            .Configure<HostOptions>(host => host.ShutdownTimeout = settings.ShutdownDelay + TimeSpan.FromSeconds(15))
            .AddSingleton(settings)
            .AddSingleton(TimeProvider.System)
            .AddSingleton(_ => BeerDataSource.Create(settings.Database))
            .AddSingleton<BeerStore>()
            .AddSingleton<BeerSeed>()
            .AddSingleton<Readiness>()
            .AddSingleton<Draining>()
            .AddHostedService(services => services.GetRequiredService<Draining>())
            .AddHostedService<FirstReadinessCheck>();

        var app = builder.Build();
        app.UseMiddleware<ProblemMiddleware>();
        app.MapAbout();
        app.MapHealth();
        app.MapBeers();
        app.MapSeed();
        return app;
    }
}
