using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Reads <c>spec.timing</c> of an environment. Defaults are those of the rollout contract, section 2.</summary>
internal static class TimingReader
{
    private static readonly Key<TimeSpan?> ReadLag = Duration("readLag", limits => limits.ReadLag, "How old an AWS read may be.").Or(limits => limits.Default(Seconds(30), Seconds(2)));
    private static readonly Key<TimeSpan?> Settle = Duration("settle", limits => limits.Settle, "How long load balancer nodes may take to obey a weight.").Or(limits => limits.Default(Seconds(60), Seconds(2)));
    private static readonly Key<TimeSpan?> Fresh = Duration("fresh", limits => limits.Fresh, "A write needs a read no older than this.").Or(Seconds(5));
    private static readonly Key<TimeSpan?> AbortDelay = Duration("abortDelay", limits => limits.AbortDelay, "Wait between a rollback and scaling the failed colour down.").Or(TimeSpan.Zero);
    private static readonly Key<int?> MaxAttempts = Key.Of("maxAttempts", Kinds.Whole(1, 10), "How often a revision may get its first traffic without a person.").Or(2);
    private static readonly Key<double?> Headroom = Key.Of("headroom", Kinds.Number(1, 10), "Capacity that a weight needs, as a factor.").Or(1);
    private static readonly Key<TimeSpan?> MetricDelay = Duration("metricDelay", limits => limits.MetricLateness, "How late CloudWatch is.").Or(limits => limits.Default(Seconds(180), TimeSpan.Zero));

    public static readonly KeySet Keys = new KeySet(ReadLag, Settle, Fresh, AbortDelay, MaxAttempts, Headroom, MetricDelay)
        .Refuse("sweep", "stands directly under spec; move it there");

    public static TimingSpec Read(Field field, Limits limits)
    {
        var timing = new MapReader(field, Keys, limits);
        return new TimingSpec
        {
            ReadLag = timing.Get(ReadLag).GetValueOrDefault(),
            Settle = timing.Get(Settle).GetValueOrDefault(),
            Fresh = timing.Get(Fresh).GetValueOrDefault(),
            AbortDelay = timing.Get(AbortDelay).GetValueOrDefault(),
            MaxAttempts = timing.Get(MaxAttempts).GetValueOrDefault(),
            Headroom = timing.Get(Headroom).GetValueOrDefault(),
            MetricDelay = timing.Get(MetricDelay).GetValueOrDefault(),
        };
    }

    private static Key<TimeSpan?> Duration(string name, Func<Limits, DurationRange> range, string description) => Key.Of(name, Kinds.Duration(range), description);

    private static TimeSpan Seconds(int count) => TimeSpan.FromSeconds(count);
}
