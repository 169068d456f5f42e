using System.Text.RegularExpressions;

namespace Publican.Events;

/// <summary>PUBLICAN_EVENTS: the queue that EventBridge writes events to.</summary>
/// <param name="Url">As SQS gave it out; its origin is where SQS answers.</param>
/// <param name="Region">What calls are signed for.</param>
public sealed partial record QueueAddress(Uri Url, string Region)
{
    private const string Form = "the URL of an SQS queue, such as https://sqs.eu-west-1.amazonaws.com/123456789012/publican-events";

    /// <param name="region">AWS_REGION: for an address that does not say it.</param>
    /// <exception cref="FormatException">It is no URL of a queue; the message follows the setting's name.</exception>
    public static QueueAddress Parse(string text, string? region)
    {
        if (ArnPattern().Match(text) is { Success: true } arn)
            throw new FormatException($"is '{text}': that is the queue's ARN; it takes its URL, https://sqs.{arn.Groups["region"]}.amazonaws.com/{arn.Groups["account"]}/{arn.Groups["name"]}");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url is not { UserInfo: "", Query: "", Fragment: "" })
            throw new FormatException($"is '{text}': it takes {Form}");
        if (!PathPattern().IsMatch(url.AbsolutePath))
        {
            throw new FormatException(url.AbsolutePath.EndsWith(".fifo", StringComparison.Ordinal)
                ? $"is '{text}', a FIFO queue: order means nothing here; make it a standard queue"
                : $"is '{text}', whose path is not /<account>/<queue>: it takes {Form}");
        }

        if (url is { Scheme: "http", IsLoopback: false })
            throw new FormatException($"is '{text}': http is for a local region only; it takes {Form}");
        return new QueueAddress(url, RegionOf(url) ?? (region is { Length: > 0 } ? region : throw new FormatException($"is '{text}', which does not say its region, and AWS_REGION is not set")));
    }

    public override string ToString() => Url.ToString();

    // A local region has no signature to check, so any name will do.
    private static string? RegionOf(Uri url) => HostPattern().Match(url.Host) is { Success: true } match ? match.Groups["region"].Value : url.IsLoopback ? "local" : null;

    [GeneratedRegex(@"^/[0-9]{12}/[A-Za-z0-9_-]{1,80}\z")]
    private static partial Regex PathPattern();

    // Usual, FIPS, dual-stack and China; legacy; a VPC endpoint's own name.
    [GeneratedRegex(@"^(sqs(-fips)?\.(?<region>[a-z0-9-]+)\.(amazonaws\.com(\.cn)?|api\.aws)|(?<region>[a-z0-9-]+)\.queue\.amazonaws\.com(\.cn)?|vpce-[a-z0-9-]+\.sqs\.(?<region>[a-z0-9-]+)\.vpce\.amazonaws\.com(\.cn)?)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex HostPattern();

    [GeneratedRegex(@"^arn:aws[a-z-]*:sqs:(?<region>[a-z0-9-]+):(?<account>[0-9]{12}):(?<name>[A-Za-z0-9_-]{1,80})\z")]
    private static partial Regex ArnPattern();
}
