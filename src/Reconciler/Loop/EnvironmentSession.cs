using System.Collections.Immutable;
using Publican.Actions;
using Publican.Aws;
using Publican.Desired;
using Publican.Leases;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;
using Publican.Status;

namespace Publican.Loop;

/// <summary>Clients and readers of one environment at one endpoint. Made anew when either changes.</summary>
public sealed partial class EnvironmentSession : IDisposable
{
    private readonly AwsClients _aws;
    private readonly LookUpClients _lookUps;
    private readonly ApiBudget? _budget;
    private readonly HttpClient _http;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly TaskDefinitionReader _definitions;
    private readonly OutputsReader _parameters;
    private readonly PreflightReader _preflight;
    private readonly SecretsReader _secrets;
    private static readonly TimeSpan BetweenNews = TimeSpan.FromSeconds(1);
    private (EnvironmentOutputs Outputs, IReadOnlyDictionary<string, long> Versions, IReadOnlyDictionary<string, ManagedSecret> Managed, DateTimeOffset At, ImmutableArray<string> Secrets)? _resolved;
    private bool _hasNews;

    public EnvironmentSession(EnvironmentSpec environment, AwsClients aws, LookUpClients lookUps, HttpClient http, TimeProvider clock, ILogger log, ApiBudget? budget = null)
    {
        (Environment, _aws, _lookUps, _http, _clock, _log, _budget) = (environment, aws, lookUps, http, clock, log, budget);
        _definitions = new TaskDefinitionReader(aws, clock);
        _parameters = new OutputsReader(aws);
        _secrets = new SecretsReader(lookUps);
        var images = new ImageReader(lookUps, http, clock);
        _preflight = new PreflightReader(aws, lookUps, images, clock);
        Pins = new ImagePins(_definitions, images);
        Cluster = new ClusterReader(aws, _definitions, clock);
        Listeners = new ListenerReader(aws, clock);
        Scaling = new ScalableTargetReader(aws, clock);
        Groups = new TargetGroupReader(aws);
        Evidence = new EvidenceReader(aws);
        Actions = new ActionRunner(aws, clock);
    }

    /// <param name="configure">Last word on the AWS clients: tests put their own transport in here.</param>
    /// <param name="unlimited">No call waits for AWS's rates: for a local region, and for tests whose clock moves only between turns.</param>
    public static EnvironmentSession Open(
        EnvironmentSpec environment, ILease lease, TimeProvider clock, ILogger log, Action<Amazon.Runtime.ClientConfig>? configure = null, bool unlimited = false) =>
        Open(environment, new LeaseGate(lease, environment.Name), clock, log, configure, unlimited);

    /// <inheritdoc cref="Open(EnvironmentSpec, ILease, TimeProvider, ILogger, Action{Amazon.Runtime.ClientConfig}?, bool)"/>
    public static EnvironmentSession Open(
        EnvironmentSpec environment, ISendGate gate, TimeProvider clock, ILogger log, Action<Amazon.Runtime.ClientConfig>? configure = null, bool unlimited = false)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(1) })
        {
            // Each question has its own.
            Timeout = Timeout.InfiniteTimeSpan,
        };
        configure = AwsClients.As(environment.Role, environment.Name, environment.Region, environment.Endpoint, configure);
        var budget = unlimited ? null : new ApiBudget(clock, environment.Sweep);
        return new EnvironmentSession(
            environment,
            AwsClients.Create(environment.Region, environment.Endpoint, gate, configure, budget),
            LookUpClients.Create(environment.Region, environment.Endpoint, configure, budget),
            http,
            clock,
            log,
            budget);
    }

    public EnvironmentSpec Environment { get; }

    /// <summary>How many services there are; 0 where each is looked at but once.</summary>
    public int Services { get; set; }

    /// <summary>How often settings of target groups are compared: of a thousand services so seldom that it costs a sweep ten calls.</summary>
    public TimeSpan GroupEvery => Services == 0 ? TimeSpan.Zero : Environment.Sweep * Math.Max(10, 0.3 * Services);

    /// <summary>Calls that wait for AWS's rates now; null where nothing limits them.</summary>
    public Func<WaitingStatus>? Waiting => _budget is { } budget
        ? () => new WaitingStatus(budget.Waiting(CallPriority.Rollback), budget.Waiting(CallPriority.Rollout), budget.Waiting(CallPriority.Sweep))
        : null;

    /// <summary>The rollout machine. A test of the tests puts a broken one in its place.</summary>
    public Func<Target, ServiceObservation, ProcessMemory, DateTimeOffset, Decision> Decide { get; set; } = RolloutMachine.Decide;

    public ClusterReader Cluster { get; }

    public ListenerReader Listeners { get; }

    public ScalableTargetReader Scaling { get; }

    public TargetGroupReader Groups { get; }

    public EvidenceReader Evidence { get; }

    public ImagePins Pins { get; }

    public ActionRunner Actions { get; }

    public bool Serves(EnvironmentSpec environment) =>
        environment.Region == Environment.Region && environment.Role == Environment.Role && environment.Endpoint == Environment.Endpoint && environment.Name == Environment.Name;

    public DetailReader NewDetailReader() => new(
        Groups,
        _definitions,
        new JobReader(_aws),
        new ReadingsReader(
            new MetricReader(_aws), new AlarmReader(_aws, _clock), new HttpProber(_http, _clock), new OutsideChecks(new OutsideAsker(_http, _clock), _clock),
            new CrashReader(_aws, _clock), new JobReader(_aws), _clock),
        _preflight,
        new RunsReader(_aws),
        _clock);

    /// <summary>Something says that outputs or secrets were written: they are read before the next sweep, though not twice within a second.</summary>
    public void ExpectNews() => _hasNews = true;

    /// <summary>
    /// Outputs and secret versions, read once a sweep: they are small, but SSM's budget is shared with everybody.
    /// While SSM is away the last ones serve on: a rollback needs none of it and must not wait.
    /// </summary>
    public async Task<(EnvironmentOutputs Outputs, IReadOnlyDictionary<string, long> Versions, IReadOnlyDictionary<string, ManagedSecret> Managed)> ResolveAsync(DesiredState desired, CancellationToken cancel)
    {
        var secrets = desired.Workloads.SelectMany(workload => workload.Spec.Secrets.Values).Distinct().Order(StringComparer.Ordinal).ToImmutableArray();
        var now = _clock.GetUtcNow();
        if (_resolved is { } known && now - known.At < (_hasNews ? BetweenNews : desired.Environment.Sweep) && known.Secrets.SequenceEqual(secrets))
            return (known.Outputs, known.Versions, known.Managed);
        try
        {
            var outputs = await _parameters.ReadAsync(desired.Environment, cancel);
            var names = secrets.Select(SecretName.Of).ToLookup(secret => secret.Managed, secret => secret.Name);
            var versions = await _parameters.VersionsAsync(names[false], cancel);
            var managed = await _secrets.ReadAsync(names[true], cancel);
            (_resolved, _hasNews) = ((outputs, versions, managed, now, secrets), false);
            return (outputs, versions, managed);
        }
        catch (Exception error) when (AwsErrors.IsExternal(error) && _resolved is not null && !cancel.IsCancellationRequested)
        {
            StaleOutputs(_log, AwsErrors.Describe(error));
            return (_resolved.Value.Outputs, _resolved.Value.Versions, _resolved.Value.Managed);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "SSM cannot be read, going on with what was read before: {Error}")]
    private static partial void StaleOutputs(ILogger log, string error);

    /// <summary>A task definition whole, as ECS shows it.</summary>
    public async Task<Amazon.ECS.Model.TaskDefinition> DescribeAsync(string taskDefinitionArn, CancellationToken cancel) =>
        (await _aws.Ecs.DescribeTaskDefinitionAsync(new Amazon.ECS.Model.DescribeTaskDefinitionRequest { TaskDefinition = taskDefinitionArn }, cancel)).TaskDefinition;

    /// <summary>How a service that others made differs from a target; and the target as it would be adopted: by the tag of its image where the service runs that.</summary>
    public async Task<(Target Target, Fact<ImmutableArray<AdoptionDifference>> Differences)> CompareAsync(Target target, EcsService service, CancellationToken cancel)
    {
        var adopted = target;
        var read = await Reading.TryAsync(_clock, "DescribeServices", async () =>
        {
            var answer = await _aws.Ecs.DescribeServicesAsync(
                new Amazon.ECS.Model.DescribeServicesRequest { Cluster = target.Names.Cluster, Services = [service.Name], Include = [Amazon.ECS.ServiceField.TAGS] }, cancel);
            var definition = await DescribeAsync(service.TaskDefinitionArn, cancel);
            if (definition.ContainerDefinitions?.FirstOrDefault(container => container.Name == target.Spec.Name)?.Image == target.Spec.Image)
                adopted = target with { Revision = target.SpecHash, Image = target.Spec.Image, ImageReading = null };
            return AdoptionDiff.Of(adopted, answer.Services[0], definition);
        }, cancel);
        return (adopted, read);
    }

    public Task<Fact<IReadOnlyDictionary<string, Intents>>> IntentsAsync(CancellationToken cancel) =>
        Reading.TryAsync(_clock, "GetParametersByPath", () => _parameters.IntentsAsync(Environment.Name, cancel), cancel);

    public void Dispose()
    {
        _aws.Dispose();
        _lookUps.Dispose();
        _budget?.Dispose();
        _http.Dispose();
    }
}
