using Publican.Aws;

namespace Publican.Plans;

/// <summary>What AWS's rates alone make of the calls of a plan: the busiest of its buckets, and how long it takes to get them all through it.</summary>
/// <param name="Call">A call of that bucket.</param>
/// <param name="PerSecond">How many of them go on for ever, once as many as come at once are through.</param>
internal sealed record PlanRates(string Call, double PerSecond, TimeSpan Takes)
{
    /// <returns>Null where all calls may come at once.</returns>
    public static PlanRates? Of(IEnumerable<string> calls) => calls
        .Select(call => (Call: call, Bucket: BucketOf(call)))
        .GroupBy(call => call.Bucket)
        .Select(bucket => new PlanRates(bucket.First().Call, bucket.Key.Rate.PerSecond, TimeSpan.FromSeconds(Math.Max(0, bucket.Count() - bucket.Key.Rate.Burst) / bucket.Key.Rate.PerSecond)))
        .Where(rates => rates.Takes > TimeSpan.Zero)
        .MaxBy(rates => rates.Takes);

    private static (string Service, string Category, Rate Rate) BucketOf(string call)
    {
        var (service, operation) = (call.Split(':')[0], call.Split(':')[1]);
        var (category, rate) = ApiRates.Of(service, operation);
        return (service, category, rate);
    }
}
