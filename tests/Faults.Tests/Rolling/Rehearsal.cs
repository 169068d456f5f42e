using System.Text;
using Amazon.Runtime;
using Microsoft.Extensions.Logging.Abstractions;
using Publican.Desired;
using Publican.Faults.Region;
using Publican.Faults.Runs;
using Publican.Plans;
using Publican.Sources;
using Publican.Status;

namespace Publican.Faults.Rolling;

/// <summary>A region and the real loop, services committed as YAML; one call may suffer, and a reconciler that is killed is followed by a new one.</summary>
internal sealed class Rehearsal : IDisposable
{
    private const string Environment =
        """
        apiVersion: publican.dev/v1
        kind: Environment
        metadata: {name: local}
        spec:
          region: eu-west-1
          outputs: /publican/local/
          endpoint: http://127.0.0.1:1
          sweep: 10s
          timing: {readLag: 4s, settle: 1s}
        """;

    private readonly Stage _stage;
    private readonly Wire _wire;
    private Life _life;
    private DesiredState _desired;

    public Rehearsal(Stage stage, Fault fault, params string[] services)
    {
        (_stage, _desired) = (stage, Read(stage, services));
        _wire = new Wire(stage, fault, TimeSpan.FromSeconds(4), new Watcher(this));
        _life = new Life(_wire, stage, NullLoggerFactory.Instance);
    }

    public IEnumerable<Call> Calls => _wire.Calls.Select(numbered => numbered.Call);

    public IReadOnlyList<Numbered> Numbered => _wire.Calls;

    public ServiceStatus? Status => _life.Status;

    /// <summary>Called after every changing call that reached the region.</summary>
    public Action<Write> Wrote { get; set; } = _ => { };

    /// <summary>Called at every moment.</summary>
    public Action Looked { get; set; } = () => { };

    public ServiceStatus? StatusOf(string service) => _life.Board.Current.Services.FirstOrDefault(status => status.Name == service);

    /// <summary>The usual environment with one more key; it is committed with the services.</summary>
    public static string EnvironmentWith(string key) => $"{Environment}\n  {key}\n";

    /// <summary>A worker: no route, no port.</summary>
    public static string Worker(string image, string rollout = "bake: 3s, timeout: 20s") =>
        $$"""
        apiVersion: publican.dev/v1
        kind: Service
        metadata: {name: web}
        spec:
          image: "{{image}}"
          replicas: 2
          rollout: {strategy: rolling, {{rollout}} }
        """;

    /// <summary>The same with a route: two colours.</summary>
    public static string Web(string image, int port = 8080, string routes = "route: {listener: public, path: \"/*\", priority: 100}", string name = "web", string more = "") =>
        $$"""
        apiVersion: publican.dev/v1
        kind: Service
        metadata: {name: {{name}} }
        spec:
          image: "{{image}}"
          replicas: 2
          port: {{port}}
          health: {path: /health, interval: 500ms, timeout: 400ms, healthyAfter: 2, unhealthyAfter: 2, grace: 5s}
          {{routes}}
          rollout: {steps: [{weight: 10, hold: 3s}{{more}}], bake: 1s, keepOld: 2s, timeout: 20s}
          deregistrationDelay: 1s
        """;

    public static void Play(Func<Stage, Task> play) => Pump.Run(async pump =>
    {
        await using var stage = await Stage.OpenAsync(pump);
        await stage.Hands.BootstrapAsync(8080, Stage.Secret);
        await play(stage);
    });

    public void Commit(params string[] services)
    {
        _desired = Read(_stage, services);
        _life.Wake();
    }

    /// <summary>What publican plan says of these services, over a connection of its own.</summary>
    public Task<EnvironmentPlan> PlanAsync(params string[] services) => PlanCommand.PlanAsync(
        Read(_stage, services), _stage.Clock, CancellationToken.None, config => config.DefaultAWSCredentials = new BasicAWSCredentials("publican", "local"));

    public async Task UntilAsync(string what, Func<bool> isSo)
    {
        for (var limit = _stage.Now + TimeSpan.FromMinutes(5); ;)
        {
            await _stage.SettleAsync();
            Looked();
            for (var turns = 0; _life.NextDue <= _stage.Now && !isSo(); turns++)
            {
                Assert.True(turns < 60, "the reconciler goes round and round at one moment");
                await _life.TurnAsync(_desired);
                if (_life.IsDead)
                {
                    _life.Dispose();
                    _life = new Life(_wire, _stage, NullLoggerFactory.Instance);
                }

                await _stage.SettleAsync();
                Looked();
            }

            if (isSo())
                return;
            Assert.True(_stage.Now < limit, $"{what}: not so after five minutes; {Status?.Phase}: {Status?.Conditions.FirstOrDefault()?.Message} {_life.LastError}");
            DateTimeOffset?[] next = [_life.NextDue, _stage.Clock.NextDue, limit];
            await _stage.AdvanceAsync(next.Min()!.Value);
        }
    }

    public Task UntilAsync(string phase, string? outcome = null) =>
        UntilAsync($"{phase} {outcome}", () => Status is { } status && status.Phase == phase && (outcome is null || status.Outcome == outcome));

    public void Dispose()
    {
        _life.Dispose();
        _wire.Dispose();
    }

    private static DesiredState Read(Stage stage, string[] services) =>
        DesiredReader.Read(
            new SourceRevision("abc", [.. services.Any(IsEnvironment) ? [] : new[] { File("environment.yaml", Environment) }, .. services.Select((service, index) => File($"service-{index}.yaml", service))], HistoryRewritten: false), stage.Endpoint) switch
        {
            { State: { } state } => state,
            var refused => throw new InvalidOperationException(string.Join("; ", refused.Errors.Select(error => $"{error.Key}: {error.Message}"))),
        };

    private static bool IsEnvironment(string document) => document.Contains("kind: Environment", StringComparison.Ordinal);

    private static SourceFile File(string path, string text) => new(path, Encoding.UTF8.GetBytes(text));

    private sealed class Watcher(Rehearsal run) : IWatcher
    {
        public void Wrote(Write write) => run.Wrote(write);

        public void Read(Call call)
        {
        }
    }
}
