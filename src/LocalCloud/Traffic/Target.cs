using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace LocalCloud.Traffic;

/// <summary>
/// One registration of an address and port in a target group, from register to the end of draining.
/// Registering the same address again makes another one.
/// </summary>
/// <param name="onLeft">Called once, before <see cref="Left"/> completes.</param>
[SuppressMessage("Design", "CA1001", Justification = "A cancellation source without a timer holds nothing that needs to be given back.")]
public sealed class Target(IPAddress address, int port, Action<Target> onLeft)
{
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _gone = new();
    private int _inFlight;
    private int _draining, _hasLeft;
    private ITimer? _delay;
    private HealthTracker _health = HealthTracker.New;

    public IPAddress Address { get; } = address;

    public int Port { get; } = port;

    /// <summary>Origin requests are sent to.</summary>
    public string Origin { get; } = string.Create(CultureInfo.InvariantCulture, $"http://{address}:{port}");

    /// <summary>Cancelled when the deregistration delay is over: requests still in flight end then.</summary>
    public CancellationToken Gone => _gone.Token;

    /// <summary>Completes when the target has drained.</summary>
    public Task Left => _left.Task;

    public bool Draining => Volatile.Read(ref _draining) == 1;

    public HealthTracker Health
    {
        get => Volatile.Read(ref _health);
        set => Volatile.Write(ref _health, value);
    }

    /// <summary>Counts a request in, unless the target drains. Every true needs one <see cref="Exit"/>.</summary>
    public bool TryEnter()
    {
        // Count first, look second: StartDraining does it the other way round, so one of the two always sees the other.
        Interlocked.Increment(ref _inFlight);
        if (!Draining) return true;
        Exit();
        return false;
    }

    public void Exit()
    {
        if (Interlocked.Decrement(ref _inFlight) == 0 && Draining) Leave();
    }

    /// <summary>No new requests; leaves when the last one in flight ends, at the latest after the delay.</summary>
    public void StartDraining(TimeSpan delay, TimeProvider time)
    {
        if (Interlocked.Exchange(ref _draining, 1) == 1) return;
        if (Interlocked.CompareExchange(ref _inFlight, 0, 0) == 0)
        {
            Leave();
            return;
        }

        _delay = time.CreateTimer(_ => Leave(), null, delay, Timeout.InfiniteTimeSpan);
        if (Volatile.Read(ref _hasLeft) == 1) _delay.Dispose();
    }

    private void Leave()
    {
        if (Interlocked.Exchange(ref _hasLeft, 1) == 1) return;
        _delay?.Dispose();
        onLeft(this);
        _gone.Cancel();
        _left.SetResult();
    }
}
