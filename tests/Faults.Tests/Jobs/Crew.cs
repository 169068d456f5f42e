using System.Text;
using Amazon.Runtime;
using Amazon.SimpleSystemsManagement.Model;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Publican.Desired;
using Publican.Faults.Region;
using Publican.Faults.Runs;
using Publican.Observed;
using Publican.Plans;
using Publican.Sources;
using Publican.Status;
using Parameter = Amazon.SimpleSystemsManagement.ParameterType;
using Task = System.Threading.Tasks.Task;

namespace Publican.Faults.Jobs;

/// <summary>A region with jobs in it, and one or more reconcilers without a lease at work; each that is killed is followed by a new one at once.</summary>
internal sealed class Crew : IDisposable
{
    private const string Environment =
        """
        apiVersion: publican.dev/v1
        kind: Environment
        metadata: {name: local}
        spec: {region: eu-west-1, outputs: /publican/local/, endpoint: "http://127.0.0.1:1", sweep: 10s, timing: {readLag: 4s, settle: 1s} }
        """;

    private readonly Stage _stage;
    private readonly ILoggerFactory _log;
    private readonly List<Member> _members = [];
    private readonly Dictionary<string, HashSet<string>> _started = new(StringComparer.Ordinal);
    private DesiredState _desired;

    public Crew(Stage stage, Fault[] faults, ILoggerFactory? log, params string[] jobs)
    {
        (_stage, _log, _desired) = (stage, log ?? NullLoggerFactory.Instance, Read(stage, jobs));
        foreach (var fault in faults)
            _members.Add(new Member(new Wire(stage, fault, TimeSpan.FromSeconds(4), new Nobody())));
        Start();
    }

    public IReadOnlyList<Numbered> Calls => _members[0].Wire.Calls;

    public IEnumerable<Call> Writes => _members.SelectMany(member => member.Wire.Calls).Select(numbered => numbered.Call).Where(call => call.Mutating);

    /// <summary>How many tasks were ever started, by startedBy.</summary>
    public IReadOnlyDictionary<string, int> Started => _started.ToDictionary(pair => pair.Key, pair => pair.Value.Count, StringComparer.Ordinal);

    public ServiceStatus? Status(string job) => _members[0].Life?.Board.Current.Jobs.FirstOrDefault(status => status.Name == job);

    public void Commit(params string[] jobs)
    {
        _desired = Read(_stage, jobs);
        foreach (var member in _members)
            member.Life?.Wake();
    }

    /// <summary>All reconcilers end, and nobody takes their place.</summary>
    public void Stop()
    {
        foreach (var member in _members)
        {
            member.Life?.Dispose();
            member.Life = null;
        }
    }

    public void Start()
    {
        foreach (var member in _members)
            member.Life ??= new Life(member.Wire, _stage, _log);
    }

    /// <summary>What publican plan says of these jobs.</summary>
    public Task<EnvironmentPlan> PlanAsync(params string[] jobs) => PlanCommand.PlanAsync(
        Read(_stage, jobs), _stage.Clock, CancellationToken.None, config => config.DefaultAWSCredentials = new BasicAWSCredentials("publican", "local"));

    /// <summary>What a person writes with a lever.</summary>
    public Task AskAsync(string job, params Intent[] intents) => _stage.Hands.Parameters.PutParameterAsync(new PutParameterRequest
    {
        Name = $"{OutputsReader.IntentsPath(Stage.Environment)}{job}", Value = IntentList.Write(intents), Type = Parameter.String, Overwrite = true,
    });

    /// <summary>The newest definition's tag.</summary>
    public string RunsOf(string job)
    {
        lock (_stage.Ecs.Gate)
            return _stage.Ecs.Families.TryGetValue($"{Stage.Environment}-{job}", out var family) ? family[^1].Tags.Items.GetValueOrDefault(OwnerTags.Runs, "") : "";
    }

    public async Task UntilAsync(string what, Func<bool> isSo, TimeSpan? patience = null)
    {
        for (var limit = _stage.Now + (patience ?? TimeSpan.FromMinutes(20)); ;)
        {
            await LookAsync();
            for (var turns = 0; Due() is { Count: > 0 } due && !isSo(); turns++)
            {
                Assert.True(turns < 60, "the reconciler goes round and round at one moment");
                await Task.WhenAll(due.Select(member => member.Life!.TurnAsync(_desired)));
                foreach (var member in due.Where(member => member.Life!.IsDead))
                {
                    member.Life!.Dispose();
                    member.Life = new Life(member.Wire, _stage, _log);
                }

                await LookAsync();
            }

            if (isSo())
                return;
            Assert.True(_stage.Now < limit, $"{what}: not so in time; {string.Join("; ", _members[0].Life?.Board.Current.Jobs.Select(job => $"{job.Name} {job.Phase}: {job.Conditions.FirstOrDefault()?.Message}") ?? [])} {_members[0].Life?.LastError}");
            var next = _members.Select(member => member.Life?.NextDue).Concat(_members.Select(member => member.Wire.NextLate)).Append(_stage.Clock.NextDue).Append(limit);
            await _stage.AdvanceAsync(next.Min()!.Value);
        }
    }

    public async Task ForAsync(TimeSpan time)
    {
        var until = _stage.Now + time;
        await UntilAsync("the time passes", () => _stage.Now >= until, time + TimeSpan.FromSeconds(1));
    }

    public void Dispose()
    {
        Stop();
        foreach (var member in _members)
            member.Wire.Dispose();
    }

    private List<Member> Due() => [.. _members.Where(member => member.Life is { } life && life.NextDue <= _stage.Now)];

    private async Task LookAsync()
    {
        foreach (var member in _members)
            await member.Wire.DeliverLateAsync();
        await _stage.SettleAsync();
        lock (_stage.Ecs.Gate)
        {
            foreach (var task in _stage.Ecs.Tasks.Values.Where(task => JobReader.IsJob(task.StartedBy)))
            {
                if (!_started.TryGetValue(task.StartedBy!, out var ids))
                    _started[task.StartedBy!] = ids = [];
                ids.Add(task.Id);
            }
        }
    }

    private static DesiredState Read(Stage stage, string[] jobs) =>
        DesiredReader.Read(
            new SourceRevision("abc", [File("environment.yaml", Environment), .. jobs.Select((job, index) => File($"job-{index}.yaml", job))], HistoryRewritten: false), stage.Endpoint) switch
        {
            { State: { } state } => state,
            var refused => throw new InvalidOperationException(string.Join("; ", refused.Errors.Select(error => $"{error.Key}: {error.Message}"))),
        };

    private static SourceFile File(string path, string text) => new(path, Encoding.UTF8.GetBytes(text));

    private sealed class Member(Wire wire)
    {
        public Wire Wire => wire;

        public Life? Life { get; set; }
    }

    private sealed class Nobody : IWatcher
    {
        public void Wrote(Write write)
        {
        }

        public void Read(Call call)
        {
        }
    }
}
