using Publican.Desired;
using Publican.Leases;
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
            EnvironmentSession.Open(environment, services.GetRequiredService<ILease>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<EnvironmentSession>>()));
        AddLease(builder.Services, settings);
        builder.Services.AddSingleton<Turns>().AddHostedService<ReconcileLoop>();

        var app = builder.Build();
        app.UseStatusCodePages();
        app.MapStatus();
        return app;
    }

    private static void AddLease(IServiceCollection services, ReconcilerSettings settings)
    {
        if (settings.Lease is not { } database)
        {
            services.AddSingleton<ILease, NoLease>();
            return;
        }

        services.AddSingleton<ILeaseStore>(_ => new PostgresLeaseStore(database));

        // A name of this life alone: a restarted process is another holder, because it does not know what the one before did last.
        services.AddSingleton(provider => new LeaseKeeper(
            provider.GetRequiredService<ILeaseStore>(), $"{Environment.MachineName}/{Guid.NewGuid():N}"[..(Environment.MachineName.Length + 9)], LeaseTiming.Default,
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<LeaseKeeper>>()));
        services.AddSingleton<ILease>(provider => provider.GetRequiredService<LeaseKeeper>());

        // Before the loop, so that it is stopped after it.
        services.AddHostedService<LeaseService>();
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
