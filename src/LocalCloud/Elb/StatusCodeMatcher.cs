using System.Globalization;

namespace LocalCloud.Elb;

/// <summary>The matcher of a health check: codes and ranges, separated by commas; between 200 and 499 for HTTP, between 0 and 99 for gRPC.</summary>
public sealed class StatusCodeMatcher
{
    private readonly (int From, int To)[] _ranges;

    private StatusCodeMatcher(string text, (int From, int To)[] ranges) => (Text, _ranges) = (text, ranges);

    public static StatusCodeMatcher Ok { get; } = new("200", [(200, 200)]);

    /// <summary>gRPC's "unimplemented": what a service answers that knows nothing of health checks. AWS's default.</summary>
    public static StatusCodeMatcher Unimplemented { get; } = new("12", [(12, 12)]);

    /// <summary>As it was written: <c>200</c>, <c>200,202</c>, <c>200-299</c>.</summary>
    public string Text { get; }

    /// <summary>Null when the text is no matcher.</summary>
    public static StatusCodeMatcher? TryParse(string text, bool grpc = false)
    {
        var ranges = new List<(int, int)>();
        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-');
            if (ends.Length > 2 || Code(ends[0], grpc) is not { } from || Code(ends[^1], grpc) is not { } to || from > to) return null;
            ranges.Add((from, to));
        }

        return new StatusCodeMatcher(text, [.. ranges]);
    }

    public bool Matches(int status) => Array.Exists(_ranges, range => status >= range.From && status <= range.To);

    public override bool Equals(object? obj) => obj is StatusCodeMatcher other && other.Text == Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    private static int? Code(string text, bool grpc) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && (grpc ? code is >= 0 and <= 99 : code is >= 200 and <= 499) ? code : null;
}
