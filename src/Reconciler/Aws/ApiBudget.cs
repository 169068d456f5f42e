using System.Collections.Concurrent;

namespace Publican.Aws;

/// <summary>What may be asked of AWS in one account and region: a bucket for each category of calls, as AWS keeps them.</summary>
/// <param name="patience">How long a sweep's call may be overtaken by rollouts: one sweep, so that each service is looked at within two (L5).</param>
public sealed class ApiBudget(TimeProvider clock, TimeSpan patience) : IDisposable
{
    private readonly ConcurrentDictionary<(string Service, string Category), CallBucket> _buckets = new();

    /// <summary>Calls that wait for their turn now.</summary>
    public int Waiting(CallPriority priority) => _buckets.Values.Sum(bucket => bucket.Waiting(priority));

    /// <exception cref="NotSentException">A write did not get its turn in time.</exception>
    internal async Task TakeAsync(string service, string operation, bool maybeDone, CancellationToken cancel)
    {
        var (scope, turn) = (CallScope.Current, BucketOf(service, operation));
        if (ApiRates.IsRead(operation) || scope.SendBy is not { } by)
        {
            await turn.TakeAsync(scope.Priority, cancel);
            return;
        }

        var left = by - clock.GetUtcNow();
        using var late = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        try
        {
            await turn.TakeAsync(scope.Priority, either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new NotSentException($"I17: {operation} did not get its turn while what it was judged by was fresh; nothing was sent", maybeDone);
        }
    }

    internal void Refused(string service, string operation) => BucketOf(service, operation).Refused();

    public void Dispose()
    {
        foreach (var bucket in _buckets.Values)
            bucket.Dispose();
    }

    private CallBucket BucketOf(string service, string operation)
    {
        var (category, rate) = ApiRates.Of(service, operation);
        return _buckets.GetOrAdd((service, category), _ => new CallBucket(rate, patience, clock));
    }
}
