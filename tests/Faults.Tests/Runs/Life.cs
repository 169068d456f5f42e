using Amazon.Runtime;
using Microsoft.Extensions.Logging.Abstractions;
using Publican.Aws;
using Publican.Desired;
using Publican.Leases;
using Publican.Loop;
using Publican.Observed;
using Publican.Status;

namespace Publican.Faults.Runs;

/// <summary>One life of a reconciler: the real loop's turns, over the run's wire, until it is killed.</summary>
internal sealed class Life : IDisposable
{
    private readonly WakeUp _wake;
    private readonly Turns _turns;
    private readonly Backoff _backoff = new(1);
    private readonly TimeProvider _clock;
    private DateTimeOffset _next;

    public Life(Wire wire, TimeProvider clock)
    {
        _clock = clock;
        _wake = new WakeUp(clock);
        Board = new StatusBoard(clock);
        var transport = new Transport(wire, () => Dead = true);
        _turns = new Turns(
            environment => EnvironmentSession.Open(environment, new NoLease(), clock, NullLogger.Instance, config =>
            {
                // A retry inside the SDK would hide the fault; that a call may be carried out twice is a fault of its own.
                config.MaxErrorRetry = 0;
                config.HttpClientFactory = new OneClient(transport);
            }),
            new NoLease(), Board, _wake, clock, NullLogger<Turns>.Instance);
    }

    public StatusBoard Board { get; }

    public bool Dead { get; private set; }

    /// <returns>True when services were looked at, so that the next turn may follow at once.</returns>
    public async Task<bool> TurnAsync(DesiredState desired)
    {
        if (_clock.GetUtcNow() < _next)
            return false;
        try
        {
            var (_, observed) = await _turns.TurnAsync(desired, CancellationToken.None);
            await _turns.PassesAsync();
            _backoff.Reset();
            return observed;
        }
        catch (Exception error) when (error is ReconcilerKilledException || AwsErrors.IsExternal(error) || error is MissingOutputsException)
        {
            await _turns.PassesAsync();
            _next = _clock.GetUtcNow() + _backoff.Next();
            return false;
        }
    }

    public void Dispose()
    {
        _turns.Dispose();
        _wake.Dispose();
    }

    private sealed class OneClient(HttpMessageHandler transport) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(transport, disposeHandler: false);

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
    }

    private sealed class Transport(Wire wire, Action died) : HttpMessageHandler
    {
        private volatile bool _dead;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (_dead)
                throw new ReconcilerKilledException();
            var call = await Call.OfAsync(request, cancellationToken);
            return (await wire.SendAsync(call, Kill, cancellationToken)).Response();
        }

        private void Kill()
        {
            _dead = true;
            died();
        }
    }
}
