using System.Net;
using LocalCloud;
using LocalCloud.Ecs.State;
using LocalCloud.Ecs.Tasks;
using LocalCloud.Elb;
using LocalCloud.InMemory;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Publican.Stack;

namespace Publican.Faults.Region;

/// <summary>
/// A LocalCloud region in this process, reached over HTTP: real control plane, real load balancer, tasks in memory, and a clock that
/// only the test moves.
/// </summary>
internal sealed class Stage : IAsyncDisposable
{
    /// <summary>How far the clock is moved at a time.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private const int Port = 8080;
    private static readonly TimeSpan JobLasts = TimeSpan.FromMilliseconds(300);
    private readonly WebApplication _app;
    private readonly string _folder;
    private readonly InMemoryTasks _tasks;
    private readonly Answers _answers;
    private readonly HashSet<string> _seen = [];

    private Stage(WebApplication app, string folder, InMemoryTasks tasks, FakeTimeProvider clock)
    {
        (_app, _folder, _tasks, Clock) = (app, folder, tasks, clock);
        Endpoint = new Uri(app.Urls.First());
        (Ecs, Balancers, Groups) = (Service<EcsState>(), Service<ElbStore>(), Service<TargetGroups>());
        Hands = new Hands(Endpoint);
        _answers = new Answers(Port, Status);
    }

    public FakeTimeProvider Clock { get; }

    public Uri Endpoint { get; }

    public Hands Hands { get; }

    public EcsState Ecs { get; }

    public ElbStore Balancers { get; }

    public TargetGroups Groups { get; }

    /// <summary>Weight of the side that is not stable, as the behaviours see it.</summary>
    public Func<int> CandidateWeight { get; set; } = () => 0;

    /// <summary>Images that a person has repaired: they behave from now on.</summary>
    public HashSet<string> Cured { get; } = [];

    public static async Task<Stage> OpenAsync()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var tasks = new InMemoryTasks(image => Behaviour.Of(image).Image, clock);
        var folder = Directory.CreateTempSubdirectory("publican-faults-").FullName;
        var options = new RegionOptions { Port = 0, Images = folder, Data = folder, Throttle = false };
        var app = RegionHost.Build(options, services =>
        {
            services.AddSingleton<TimeProvider>(clock);
            services.AddLogging(logging => logging.ClearProviders());
            tasks.Use(services);
        });
        await app.StartAsync();
        var stage = new Stage(app, folder, tasks, clock);
        await stage.Hands.BootstrapAsync(Port, "unused");
        return stage;
    }

    /// <summary>Moves the clock, lets one-off tasks end and behaviours change, and waits until the region has done what it does about it.</summary>
    public async Task TickAsync()
    {
        Clock.Advance(Tick);
        await SettleAsync();
        Behave();
    }

    /// <summary>Until nobody has anything to do: the thread pool is idle for a while. Whatever this misses happens a tick later.</summary>
    public static async Task SettleAsync()
    {
        for (var quiet = 0; quiet < 3;)
        {
            var before = ThreadPool.CompletedWorkItemCount;
            await Task.Yield();
            quiet = ThreadPool.PendingWorkItemCount == 0 && ThreadPool.CompletedWorkItemCount - before <= 1 ? quiet + 1 : 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Hands.Dispose();
        await _answers.DisposeAsync();

        // Its shutdown grace is measured on the same clock.
        foreach (var task in _tasks.All)
            task.Exit(0);
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private void Behave()
    {
        List<EcsTask> running;
        lock (Ecs.Gate)
            running = [.. Ecs.Tasks.Values.Where(task => task.LastStatus == TaskPhase.Running)];
        var weight = CandidateWeight();
        foreach (var task in running)
        {
            var image = ImageOf(task);
            if (task.Service is null)
            {
                if (Clock.GetUtcNow() - task.StartedAt >= JobLasts)
                    _tasks.Of(task.Id).Exit(Behaviour.Of(image).JobFails && !Cured.Contains(image) ? 1 : 0);
                continue;
            }

            if (_seen.Add(task.Id))
                _answers.ListenAt(task.Address);
            if (Behaviour.Of(image).IsUnhealthy(weight) && !Cured.Contains(image))
                _tasks.Of(task.Id).Health = 500;
        }
    }

    private int Status(IPAddress address)
    {
        EcsTask? task;
        lock (Ecs.Gate)
            task = Ecs.Tasks.Values.FirstOrDefault(candidate => candidate.Address.Equals(address));
        return task is null || (Behaviour.Of(ImageOf(task)).IsUnready(CandidateWeight()) && !Cured.Contains(ImageOf(task))) ? 503 : 200;
    }

    private string ImageOf(EcsTask task) => _tasks.ReferenceOf(task.TaskDefinition.ContainerDefinitions[0].Image!);

    private T Service<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();
}
