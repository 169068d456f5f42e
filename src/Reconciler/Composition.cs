using Publican.Aws;
using Publican.Desired;
using Publican.Events;
using Publican.Hooks;
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
    /// <param name="source">What <see cref="OpenSource"/> opened.</param>
    public static WebApplication Build(string[] args, ReconcilerSettings settings, ISource source)
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
        AddSources(builder.Services, settings, source);
        builder.Services.AddSingleton<StatusBoard>().AddSingleton<Heartbeat>();
        builder.Services.AddSingleton<WakeUp>().AddSingleton<DesiredKeeper>();
        builder.Services.AddSingleton<Func<EnvironmentSpec, EnvironmentSession>>(services => environment =>
            EnvironmentSession.Open(environment, services.GetRequiredService<ILease>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<EnvironmentSession>>(),
                unlimited: !settings.KeepsRates));
        AddLease(builder.Services, settings);
        builder.Services.AddSingleton<Turns>().AddHostedService<ReconcileLoop>();
        AddEvents(builder.Services, settings);

        var app = builder.Build();
        app.UseStatusCodePages();
        app.MapStatus();
        app.MapHooks();
        return app;
    }

    /// <exception cref="SourceException">The credentials that it asks for are half given.</exception>
    public static ISource OpenSource(ReconcilerSettings settings, Func<string, string?> variable, TimeProvider clock) => settings.Source switch
    {
        GitAddress git => new GitSource(git, settings.DataFolder, GitCredentials.From(variable)),
        DirectoryAddress directory => new DirectorySource(directory, clock),
        ParameterAddress parameters => new ParameterSource(parameters, ParameterClient.Create(settings.Region!, settings.Endpoint, new ApiBudget(clock, settings.PollInterval))),
        _ => throw new InvalidOperationException($"nothing reads {settings.Source}"),
    };

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

    private static void AddEvents(IServiceCollection services, ReconcilerSettings settings)
    {
        services.AddSingleton(new HintBox());
        if (settings.Events is not { } queue)
            return;
        services.AddSingleton(queue).AddSingleton(settings.Source).AddSingleton(_ => QueueClient.Create(queue.Url, queue.Region)).AddHostedService<EventListener>();
    }

    private static void AddSources(IServiceCollection services, ReconcilerSettings settings, ISource source)
    {
        services.AddSingleton(source).AddSingleton<PollSignal>().AddHostedService<PollOnSignal>();
        services.AddSingleton(provider => new GitHook(
            settings.Source as GitAddress, settings.WebhookSecret, provider.GetRequiredService<PollSignal>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<GitHook>>()));
        services.AddQuartz(quartz => quartz.ScheduleJob<PollSourceJob>(trigger => trigger
            .StartNow()
            .WithSimpleSchedule(schedule => schedule.WithInterval(settings.PollInterval).RepeatForever())));
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
    }
}
