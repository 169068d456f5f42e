using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Publican.Faults.Oracles;
using Publican.Faults.Region;
using Publican.Leases;
using Publican.Observed;

namespace Publican.Faults.Runs;

/// <summary>One of two reconcilers: its life, its own wire, its view of the lease. It can be stopped right before one of its calls, as by SIGSTOP.</summary>
internal sealed class Instance : IDisposable
{
    private readonly Stage _stage;
    private readonly LeaseKeeper? _keeper;
    private readonly OwnReads _eyes;
    private readonly int _stopAt;
    private readonly TaskCompletionSource _stopped = new(), _resumed = new();
    private DateTimeOffset _nextAsk;
    private Task _turn = Task.CompletedTask;

    /// <param name="eyes">Sees its calls.</param>
    /// <param name="store">Null for one that was started without a database.</param>
    /// <param name="stopAt">Number of the call before which it is stopped; 0 for never.</param>
    /// <param name="isCareless">For a broken variant: once it has led, it goes on as if it still did.</param>
    public Instance(string name, Stage stage, OwnReads eyes, ILeaseStore? store, int stopAt, ILoggerFactory log, Decider? decider, bool isCareless = false)
    {
        (_stage, _eyes, _stopAt, _nextAsk) = (stage, eyes, stopAt, stage.Now);
        _keeper = store is null ? null : new LeaseKeeper(store, name, LeaseTiming.Default, stage.Clock, NullLogger<LeaseKeeper>.Instance);

        // Two that write as they like meet on real connections; where a lease lets one write at a time, the thousandth run teaches nothing about them.
        var fault = store is null ? Fault.None : new Fault(FaultKind.Killed, Call: 0);
        Wire = new Wire(stage, fault, TimeSpan.FromSeconds(4), eyes) { Hold = HoldAsync };
        Life = new Life(Wire, stage, log, _keeper is null ? new NoLease() : isCareless ? new Careless(_keeper) : _keeper) { Decider = decider };
    }

    public Wire Wire { get; }

    public Life Life { get; }

    /// <summary>It stands still.</summary>
    public bool IsStopped => _stopped.Task.IsCompleted && !_resumed.Task.IsCompleted;

    /// <summary>When it was stopped; null while it was not.</summary>
    public DateTimeOffset? StoppedAt { get; private set; }

    /// <summary>How many calls it had made when it went on, the held one included.</summary>
    public int? ResumedAt { get; private set; }

    public DateTimeOffset NextDue => IsStopped ? DateTimeOffset.MaxValue : _keeper is not null && _nextAsk < Life.NextDue ? _nextAsk : Life.NextDue;

    public Leadership Leadership => _keeper?.Look(Stage.Environment) ?? Leadership.Alone;

    public bool Leads => Leadership.Epoch > 0;

    public int Writes => Wire.Calls.Count(numbered => numbered.Call.Mutating);

    /// <summary>Until its turn is over, or it is stopped in the middle of it.</summary>
    public async Task TurnAsync(Scenarios.Scene scene)
    {
        if (IsStopped)
            return;
        if (_keeper is not null && _nextAsk <= _stage.Now)
        {
            _nextAsk = _stage.Now + _keeper.Timing.RetryPeriod;
            if (await _keeper.AskAsync(Stage.Environment, CancellationToken.None))
                Life.Wake();
        }

        if (Life.NextDue > _stage.Now)
            return;
        _turn = Life.TurnAsync(scene.Desired);
        await await Task.WhenAny(_turn, _resumed.Task.IsCompleted ? _turn : _stopped.Task);
    }

    /// <summary>SIGCONT: the call that was held is sent, and the turn goes on from there.</summary>
    public async Task ResumeAsync()
    {
        ResumedAt = Wire.Calls.Count;
        _resumed.SetResult();
        await _turn;
    }

    public void Dispose()
    {
        _resumed.TrySetResult();
        Life.Dispose();
        Wire.Dispose();
    }

    private async Task<bool> HoldAsync(int number)
    {
        var isHeld = number == _stopAt;
        if (isHeld)
        {
            StoppedAt = _stage.Now;
            _stopped.SetResult();
            await _resumed.Task;
        }

        _eyes.Sends(Wire.Calls[number - 1].Call);
        return isHeld;
    }

    private sealed class Careless(ILease lease) : ILease
    {
        private Leadership? _led;

        public Leadership Look(string environment)
        {
            var now = lease.Look(environment);
            _led ??= now.IsHeld ? now : null;
            return _led ?? now;
        }
    }
}
