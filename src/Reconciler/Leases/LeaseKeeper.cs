using Publican.Aws;
using Publican.Observed;

namespace Publican.Leases;

/// <summary>
/// Takes, renews and gives back the lease, and says at any moment what it allows. Only this process's monotonic clock counts here,
/// from before each question was sent: an answer that came late, or a process that slept, makes the lease shorter and never longer.
/// </summary>
public sealed partial class LeaseKeeper(ILeaseStore store, string holder, LeaseTiming timing, TimeProvider clock, ILogger<LeaseKeeper> log) : ILease
{
    private readonly Lock _gate = new();
    private string? _environment;
    private Held? _held;
    private string? _leader;
    private (string Why, long At)? _failure;

    private sealed record Held(long Epoch, DateTimeOffset Since, TimeSpan Quiet, long AskedAt);

    public LeaseTiming Timing => timing;

    public Leadership Look(string environment)
    {
        lock (_gate)
        {
            if (_environment != environment)
                return new Leadership(Standing.Observes);
            if (_held is not { } held)
                return _leader is null ? new Leadership(Standing.Observes, Why: _failure?.Why) : new Leadership(Standing.Follows, _leader);
            var mine = new Leadership(Standing.Leads, holder, held.Epoch, held.Since, held.Quiet);
            if (clock.GetElapsedTime(held.AskedAt) < timing.RenewDeadline)
                return _failure is { Why: var why } ? mine with { Standing = Standing.Unrenewed, Why = why } : mine;

            // Only a database that was found silent just now cuts us off. Else we have slept, and do not know who leads.
            return _failure is { } failure && clock.GetElapsedTime(failure.At) <= 3 * timing.RetryPeriod
                ? mine with { Standing = Standing.CutOff, Why = failure.Why }
                : mine with { Standing = Standing.Observes, Holder = null, Why = "the lease ran out and was not renewed yet" };
        }
    }

    /// <summary>One question to the store.</summary>
    /// <returns>True when leadership came or went.</returns>
    public async Task<bool> AskAsync(string environment, CancellationToken cancel)
    {
        if (_environment != environment)
            await MoveToAsync(environment, cancel);
        var before = Look(environment);
        var askedAt = clock.GetTimestamp();
        try
        {
            using var limit = new CancellationTokenSource(timing.RetryPeriod, clock);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
            LeaseAnswer answer;
            try
            {
                answer = await store.TakeAsync(environment, holder, timing.Duration, both.Token);
            }
            catch (OperationCanceledException error) when (limit.IsCancellationRequested && !cancel.IsCancellationRequested)
            {
                throw new LeaseStoreException($"the database did not answer within {timing.RetryPeriod.TotalSeconds:0.#} s", error);
            }

            Learn(answer, askedAt);
        }
        catch (LeaseStoreException error)
        {
            lock (_gate)
                _failure = (error.Message, clock.GetTimestamp());
        }

        var after = Look(environment);
        var changed = before.Standing != after.Standing || before.Epoch != after.Epoch || before.Holder != after.Holder;
        if (changed)
            Changed(log, environment, after.Describe());
        return changed;
    }

    /// <summary>Gives the lease back. Only to be called when no pass is under way any more.</summary>
    public async Task ReleaseAsync()
    {
        string? environment;
        lock (_gate)
        {
            environment = _held is null ? null : _environment;
            (_held, _leader) = (null, null);
        }

        if (environment is null)
            return;
        try
        {
            using var limit = new CancellationTokenSource(timing.RetryPeriod, clock);
            await store.ReleaseAsync(environment, holder, limit.Token);
            Released(log, environment);
        }
        catch (Exception error) when (error is LeaseStoreException or OperationCanceledException)
        {
            NotReleased(log, environment, error.Message);
        }
    }

    private void Learn(LeaseAnswer answer, long askedAt)
    {
        lock (_gate)
        {
            (_failure, _leader) = (null, answer.Holder);
            _held = (answer.Taken, _held) switch
            {
                (false, _) => null,
                (true, { } held) when held.Epoch == answer.Epoch => held with { AskedAt = askedAt },
                _ => new Held(answer.Epoch, clock.GetUtcNow(), answer.Orderly ? TimeSpan.Zero : AwsClients.CallTimeout, askedAt),
            };
        }
    }

    /// <summary>The files name another environment now.</summary>
    private async Task MoveToAsync(string environment, CancellationToken cancel)
    {
        await ReleaseAsync();
        cancel.ThrowIfCancellationRequested();
        lock (_gate)
            (_environment, _leader, _failure) = (environment, null, null);
    }

    [LoggerMessage(1, LogLevel.Warning, "Lease of {Environment}: {Standing}")]
    private static partial void Changed(ILogger log, string environment, string standing);

    [LoggerMessage(2, LogLevel.Information, "Lease of {Environment}: given back")]
    private static partial void Released(ILogger log, string environment);

    [LoggerMessage(3, LogLevel.Warning, "Lease of {Environment}: not given back, it ends by itself: {Error}")]
    private static partial void NotReleased(ILogger log, string environment, string error);
}
