using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Reads <c>spec.timing</c> of an environment. Defaults are those of the rollout contract, section 2.</summary>
internal static class TimingReader
{
    private static readonly KeySet Keys = new KeySet("readLag", "settle", "fresh", "abortDelay", "maxAttempts", "headroom", "metricDelay")
        .Refuse("sweep", "stands directly under spec; move it there");

    public static TimingSpec Read(Field field, Limits limits)
    {
        var timing = new MapReader(field, Keys);
        return new TimingSpec
        {
            ReadLag = timing["readLag"].Duration(limits.ReadLag, limits.Default(Seconds(30), Seconds(2))).GetValueOrDefault(),
            Settle = timing["settle"].Duration(limits.Settle, limits.Default(Seconds(60), Seconds(2))).GetValueOrDefault(),
            Fresh = timing["fresh"].Duration(limits.Fresh, Seconds(5)).GetValueOrDefault(),
            AbortDelay = timing["abortDelay"].Duration(limits.AbortDelay, TimeSpan.Zero).GetValueOrDefault(),
            MaxAttempts = timing["maxAttempts"].Whole(1, 10, 2).GetValueOrDefault(),
            Headroom = timing["headroom"].Number(1, 10, 1).GetValueOrDefault(),
            MetricDelay = timing["metricDelay"].Duration(limits.MetricLateness, limits.Default(Seconds(180), TimeSpan.Zero)).GetValueOrDefault(),
        };
    }

    private static TimeSpan Seconds(int count) => TimeSpan.FromSeconds(count);
}
