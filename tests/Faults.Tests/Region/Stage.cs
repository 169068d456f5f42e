using System.Net;
using LocalCloud;
using LocalCloud.AutoScaling;
using LocalCloud.Ecs;
using LocalCloud.Ecs.State;
using LocalCloud.Ecs.Tasks;
using LocalCloud.Elb;
using LocalCloud.InMemory;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Publican.Faults.Runs;
using Publican.Observed;
using Publican.Stack;

namespace Publican.Faults.Region;

/// <summary>
/// A LocalCloud region in this process, reached over HTTP: real control plane, real load balancer, tasks in memory, one thread for
/// all of it, and a clock that jumps from one event to the next.
/// </summary>
internal sealed class Stage : IAsyncDisposable
{
    public const string App = "web", Environment = "local", Secret = "s3cret-that-nobody-may-see";

    private const int Port = 8080;
    /// <summary>Real time that a life may take over what takes it no virtual time: the first looks give way, the rest sleep a millisecond each.</summary>
    private const int ImpatientLooks = 50, MostLooks = 70;

    private readonly WebApplication _app;
    private readonly string _folder;
    private readonly Pump _pump;
    private readonly InMemoryTasks _tasks;
    private readonly Answers _answers;
    private readonly HashSet<string> _seen = [];

    private Stage(WebApplication app, string folder, Pump pump, InMemoryTasks tasks, VirtualClock clock, Door door)
    {
        (_app, _folder, _pump, _tasks, Clock, Door) = (app, folder, pump, tasks, clock, door);
        Endpoint = new Uri(app.Urls.First());
        (Ecs, Balancers, Groups, Scaling) = (Service<EcsState>(), Service<ElbStore>(), Service<TargetGroups>(), Service<ScalingState>());
        Hands = new Hands(Endpoint);
        _answers = new Answers(Port, Status);
    }

    public VirtualClock Clock { get; }

    public DateTimeOffset Now => Clock.GetUtcNow();

    public Door Door { get; }

    public Pump Pump => _pump;

    public Uri Endpoint { get; }

    public Hands Hands { get; }

    public EcsState Ecs { get; }

    public ElbStore Balancers { get; }

    public TargetGroups Groups { get; }

    public ScalingState Scaling { get; }

    /// <summary>Images that a person has repaired: they behave from now on.</summary>
    public HashSet<string> Cured { get; } = [];

    /// <summary>A region without anything in it.</summary>
    public static async Task<Stage> OpenAsync(Pump pump)
    {
        var clock = new VirtualClock(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var tasks = new InMemoryTasks(image => Behaviour.Of(image).Image, clock);
        var folder = Directory.CreateTempSubdirectory("publican-faults-").FullName;
        var door = new Door(pump, clock);
        var app = RegionHost.Build(new RegionOptions { Port = 0, Images = folder, Data = folder, Throttle = false }, services =>
        {
            services.AddSingleton<TimeProvider>(clock);

            // Half as often as usual here: each look is a moment at which all the oracles look, too.
            services.AddSingleton(new EcsTiming { HealthPoll = TimeSpan.FromMilliseconds(500) });
            services.AddSingleton<IStartupFilter>(door);
            services.AddLogging(logging => logging.ClearProviders());
            tasks.Use(services);
        });
        await app.StartAsync();
        return new Stage(app, folder, pump, tasks, clock, door);
    }

    /// <summary>Carries out what was recorded elsewhere.</summary>
    public Task RepeatAsync(Call call) => Door.RepeatAsync(call, _app.Services);

    public Task<Answer> DeliverAsync(Call call) => Door.DeliverAsync(call, _app.Services);

    /// <summary>The tag of an image leads to another one from now on.</summary>
    public void PushAgain(string image) => _tasks.PushAgain(image);

    /// <summary>What really is, now.</summary>
    public Truth Look() => TruthReader.Read(this);

    /// <summary>What the reconciler calls the revision with this image; null before it is registered.</summary>
    public string? RevisionOf(string image)
    {
        lock (Ecs.Gate)
        {
            return Ecs.Families.Values.SelectMany(family => family).FirstOrDefault(definition => ImageOf(definition) == image)?
                .Tags.Items.GetValueOrDefault(OwnerTags.Revision);
        }
    }

    /// <summary>Some revision of a service with two colours has passed its bake.</summary>
    public bool IsProven(string service)
    {
        lock (Ecs.Gate)
            return Ecs.Services.Values.Any(one => one.Key.Name == $"{service}-blue" && ReleaseRecord.Parse(one.Tags.Items).Stable is not null);
    }

    /// <summary>Its verdict stands on a task definition, which is the last that a release writes.</summary>
    public bool IsNoted(string service)
    {
        lock (Ecs.Gate)
            return Ecs.Families.Values.SelectMany(family => family).Any(one => one.Tags.Items.GetValueOrDefault(OwnerTags.Service) == service && one.Tags.Items.ContainsKey(OwnerTags.Verdict));
    }

    /// <summary>Until nobody has anything to do at this moment.</summary>
    public async Task SettleAsync()
    {
        do
        {
            await _pump.IdleAsync();
            for (var looks = 0; looks < MostLooks && IsUnderWay(); looks++)
            {
                Detours.LetCome(looks < ImpatientLooks ? 0 : 1);
                await _pump.IdleAsync();
            }

            Behave();
        }
        while (Clock.MoveTo(Now));
    }

    /// <summary>Moves the clock from event to event; at each, the region does what it does about it.</summary>
    public async Task AdvanceAsync(DateTimeOffset until)
    {
        while (Clock.NextDue is { } due && due <= until)
        {
            Clock.MoveTo(due);
            await SettleAsync();
        }

        Clock.MoveTo(until);
        await SettleAsync();
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

    /// <summary>A task is between two phases: its life takes detours over the thread pool, and is soon back. It rests there only while it drains.</summary>
    private bool IsUnderWay()
    {
        lock (Ecs.Gate)
        {
            return Ecs.Tasks.Values.Any(task => task.LastStatus != TaskPhase.Stopped
                && (task.LastStatus != TaskPhase.Running || !task.IsWanted || Own(task).Exited.IsCompleted)
                && !Groups.HealthOf(task).Any(health => health?.State == "draining"));
        }
    }

    private void Behave()
    {
        List<EcsTask> running;
        lock (Ecs.Gate)
            running = [.. Ecs.Tasks.Values.Where(task => task.LastStatus == TaskPhase.Running)];
        int? weight = null;
        foreach (var task in running)
        {
            var image = ImageOf(task);
            var behaviour = Cured.Contains(image) ? Behaviour.Good : Behaviour.Of(image);
            if (_seen.Add(task.Id))
                Begin(task, image);
            if (task.Service is not null && behaviour.Kind == "unhealthy")
                Own(task).Health = behaviour.IsUnhealthy(weight ??= Look().Weight) ? 500 : Own(task).Health;
            if (task.Service is not null && behaviour.Kind == "exits" && behaviour.Exits(weight ??= Look().Weight))
                Own(task).Exit(1);
        }
    }

    // A service's own container comes first in its task definition.
    private InMemoryContainer Own(EcsTask task) => _tasks.Of(task.Id, task.Containers[0].Name);

    private void Begin(EcsTask task, string image)
    {
        if (task.Service is not null)
            _answers.ListenAt(task.Address);
        else
            Clock.CreateTimer(_ => Own(task).Exit(Behaviour.Of(image).JobFails && !Cured.Contains(image) ? 1 : 0), null, Behaviour.Of(image).JobLasts, Timeout.InfiniteTimeSpan);
    }

    private int Status(IPAddress address)
    {
        EcsTask? task;
        lock (Ecs.Gate)
            task = Ecs.Tasks.Values.FirstOrDefault(candidate => candidate.Address.Equals(address));
        return task is null || (Behaviour.Of(ImageOf(task)).IsUnready(Look().Weight) && !Cured.Contains(ImageOf(task))) ? 503 : 200;
    }

    /// <summary>name:tag, also where a digest stands in its place.</summary>
    public string ImageOf(LocalCloud.Ecs.State.TaskDefinition definition) => _tasks.ReferenceOf(definition.ContainerDefinitions[0].Image!);

    private string ImageOf(EcsTask task) => ImageOf(task.TaskDefinition);

    private T Service<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();
}
