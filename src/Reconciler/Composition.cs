using Publican.Desired;
using Publican.Loop;
using Publican.Sources;
using Publican.Status;
using Publican.Telemetry;
using Quartz;

namespace Publican;

/// <summary>Registration in the order the data flows.</summary>
public static class Composition
{
    public static WebApplication Build(string[] args, ReconcilerSettings settings)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.WebHost.UseUrls(settings.StatusUrl.ToString());
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
        });
        builder.Logging.AddFilter("Quartz", LogLevel.Warning).AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.AddProblemDetails();
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(settings);
        AddSources(builder.Services, settings);
        builder.Services.AddSingleton<StatusBoard>().AddSingleton<Heartbeat>();
        builder.Services.AddSingleton<WakeUp>().AddSingleton<DesiredKeeper>();
        builder.Services.AddSingleton<Func<EnvironmentSpec, EnvironmentSession>>(services => environment =>
            EnvironmentSession.Open(environment, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<EnvironmentSession>>()));
        builder.Services.AddSingleton<Turns>().AddHostedService<ReconcileLoop>();

        var app = builder.Build();
        app.UseStatusCodePages();
        app.MapStatus();
        return app;
    }

    private static void AddSources(IServiceCollection services, ReconcilerSettings settings)
    {
        services.AddSingleton<ISource>(_ => new GitSource(SourceAddress.Parse(settings.Source), settings.DataFolder, GitCredentials.From(Environment.GetEnvironmentVariable)));
        services.AddQuartz(quartz => quartz.ScheduleJob<PollSourceJob>(trigger => trigger
            .StartNow()
            .WithSimpleSchedule(schedule => schedule.WithInterval(settings.PollInterval).RepeatForever())));
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
    }
}
