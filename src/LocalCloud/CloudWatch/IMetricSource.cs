using LocalCloud.Traffic;

namespace LocalCloud.CloudWatch;

/// <summary>Metrics of one CloudWatch namespace, measured by some part of the region.</summary>
internal interface IMetricSource
{
    string Namespace { get; }

    IReadOnlyCollection<string> Metrics { get; }

    /// <summary>Names of the dimensions these metrics can be asked by.</summary>
    IReadOnlyCollection<string> Dimensions { get; }

    /// <summary>AWS keeps single values; else it sends sums, and percentiles cannot be told.</summary>
    bool HasPercentiles { get; }

    /// <summary>Null for dimensions under which AWS publishes nothing: CloudWatch answers those with no data.</summary>
    /// <param name="query">Its metric and its dimensions are known ones.</param>
    IMetricReadings? Find(MetricQuery query);
}

/// <summary>What was measured of one metric, second by second. Seconds are Unix time.</summary>
internal interface IMetricReadings
{
    /// <summary>First second that can be read.</summary>
    long OldestSecond { get; }

    /// <summary>Last second that can be read.</summary>
    long NewestSecond { get; }

    /// <param name="from">Inclusive.</param>
    /// <param name="to">Exclusive.</param>
    MetricSamples Read(long from, long to);
}
