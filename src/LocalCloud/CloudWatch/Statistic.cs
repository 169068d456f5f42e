using System.Globalization;
using LocalCloud.Traffic;

namespace LocalCloud.CloudWatch;

/// <summary>CloudWatch's statistics: Sum, SampleCount, Average, Minimum, Maximum and percentiles such as p50 or p99.9.</summary>
internal static class Statistic
{
    /// <exception cref="Protocols.AwsException">No such statistic.</exception>
    public static Func<MetricSamples, double> Parse(string name) => name switch
    {
        "Sum" => samples => samples.Sum,
        "SampleCount" => samples => samples.Count,
        "Average" => samples => samples.Sum / samples.Count,
        "Minimum" => samples => samples.Min,
        "Maximum" => samples => samples.Max,
        ['p', .. var number] when double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            && percent is > 0 and <= 100 => samples => samples.Percentile(percent),
        _ => throw MetricInput.Invalid(
            $"'{name}' is not a statistic LocalCloud has. Use Sum, SampleCount, Average, Minimum, Maximum or a percentile such as p99."),
    };
}
