using Amazon.Runtime;
using Microsoft.Extensions.Logging;
using Publican.Aws;
using Publican.Desired;
using Publican.Faults.Region;
using Publican.Leases;
using Publican.Loop;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;
using Publican.Status;

namespace Publican.Faults.Runs;

/// <summary>One life of a reconciler: the real loop's turns, over the run's wire, until it is killed.</summary>
internal sealed class Life : IDisposable
{
    private readonly WakeUp _wake;
    private readonly Turns _turns;
    private readonly Backoff _backoff = new(1);
    private readonly Stage _stage;

    /// <param name="log">Hears what the loop does.</param>
    public Life(Wire wire, Stage stage, ILoggerFactory log)
        : this(wire, stage, log, new NoLease())
    {
    }

    /// <summary>Decides in place of the machine; null for the machine itself.</summary>
    public Decider? Decider { get; init; }

    /// <param name="lease">What two of them contend for.</param>
    public Life(Wire wire, Stage stage, ILoggerFactory log, ILease lease)
    {
        (_stage, StartedAt, NextDue) = (stage, stage.Now, stage.Now);
        _wake = new WakeUp(stage.Clock);
        Board = new StatusBoard(stage.Clock);
        var transport = new Transport(wire, stage.Pump, () => IsDead = true);
        _turns = new Turns(
            environment => Broken(EnvironmentSession.Open(environment, lease, stage.Clock, log.CreateLogger("session"), config =>
            {
                // A retry inside the SDK would hide the fault; that a call may be carried out twice is a fault of its own.
                config.MaxErrorRetry = 0;

                // Time is the stage's: real time passes while a call is held, and must not decide anything.
                config.Timeout = Timeout.InfiniteTimeSpan;
                config.DefaultAWSCredentials = new BasicAWSCredentials("publican", "local");
                config.HttpClientFactory = new OneClient(transport);
            }, unlimited: true)),
            lease, Board, _wake, stage.Clock, log.CreateLogger<Turns>());
    }

    public StatusBoard Board { get; }

    public DateTimeOffset StartedAt { get; }

    public bool IsDead { get; private set; }

    /// <summary>Why the last turn that failed did.</summary>
    public string? LastError { get; private set; }

    /// <summary>Turns in which it looked at the service, and decided.</summary>
    public int Passes { get; private set; }

    /// <summary>When the next turn should be taken.</summary>
    public DateTimeOffset NextDue { get; private set; }

    public ServiceStatus? Status => Board.Current.Services.FirstOrDefault(service => service.Name == Stage.App);

    /// <summary>As the keeper of the desired state does when a commit arrives.</summary>
    public void Wake() => NextDue = _stage.Now;

    public async Task TurnAsync(DesiredState desired)
    {
        try
        {
            var (wait, observed) = await _turns.TurnAsync(desired, CancellationToken.None);
            await _turns.PassesAsync();
            _backoff.Reset();
            Passes += observed ? 1 : 0;

            // A pass may have put its service back as due at once; the turn that follows says how long nothing is.
            NextDue = observed || wait < TimeSpan.Zero ? _stage.Now : _stage.Now + wait;
        }
        catch (Exception error) when (error is ReconcilerKilledException || AwsErrors.IsExternal(error) || error is MissingOutputsException)
        {
            await _turns.PassesAsync();
            (NextDue, LastError) = (_stage.Now + _backoff.Next(), error.Message);
        }
    }

    private EnvironmentSession Broken(EnvironmentSession session)
    {
        if (Decider is { } decider)
            session.Decide = (target, seen, memory, now) => decider(target, seen, memory, now);
        return session;
    }

    public void Dispose()
    {
        _turns.Dispose();
        _wake.Dispose();
    }

    private sealed class OneClient(HttpMessageHandler transport) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(transport, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
    }

    private sealed class Transport(Wire wire, Pump pump, Action died) : HttpMessageHandler
    {
        private volatile bool _dead;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var call = await Call.OfAsync(request, cancellationToken);
            var answer = await pump.InvokeAsync(() => _dead ? throw new ReconcilerKilledException() : wire.SendAsync(call, Kill, cancellationToken));
            return answer.Response();
        }

        private void Kill()
        {
            _dead = true;
            died();
        }
    }
}

/// <summary>The shape of the rollout machine.</summary>
internal delegate Decision Decider(Target target, ServiceObservation seen, ProcessMemory memory, DateTimeOffset now);
