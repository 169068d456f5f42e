using System.Collections.Immutable;
using System.Globalization;

namespace LocalCloud.Sqs;

/// <summary>What a queue is set to. Values are text, as SQS has them.</summary>
/// <remarks>https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html</remarks>
internal sealed record QueueAttributes(ImmutableSortedDictionary<string, string> Values)
{
    private const string Retention = "MessageRetentionPeriod", Wait = "ReceiveMessageWaitTimeSeconds", Hidden = "VisibilityTimeout", Delayed = "DelaySeconds", Largest = "MaximumMessageSize";

    private static readonly (string Name, int Usual, int From, int To)[] Numbers =
        [(Delayed, 0, 0, 900), (Largest, 1048576, 1024, 1048576), (Retention, 345600, 60, 1209600), (Wait, 0, 0, 20), (Hidden, 30, 0, 43200)];

    /// <summary>Kept and shown; nobody needs a permission here, and what is in memory needs no key.</summary>
    private static readonly string[] Kept = ["Policy", "SqsManagedSseEnabled"];

    private static readonly string[] Known =
        ["RedrivePolicy", "RedriveAllowPolicy", "FifoQueue", "ContentBasedDeduplication", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "DeduplicationScope", "FifoThroughputLimit"];

    public TimeSpan VisibilityTimeout => Seconds(Hidden);

    public TimeSpan RetentionPeriod => Seconds(Retention);

    public TimeSpan WaitTime => Seconds(Wait);

    public TimeSpan Delay => Seconds(Delayed);

    public int MostBytes => int.Parse(Values[Largest], CultureInfo.InvariantCulture);

    public static QueueAttributes Of(IReadOnlyDictionary<string, string>? sent)
    {
        var values = Numbers.ToImmutableSortedDictionary(number => number.Name, number => number.Usual.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal)
            .SetItem("SqsManagedSseEnabled", "true");
        foreach (var (name, value) in sent ?? ImmutableDictionary<string, string>.Empty)
        {
            if (Known.Contains(name)) throw SqsErrors.Unsupported($"the attribute {name}");
            if (!Kept.Contains(name)) RequireNumber(name, value);
            values = values.SetItem(name, value);
        }

        return new QueueAttributes(values);
    }

    public bool SameAs(QueueAttributes other) => Values.SequenceEqual(other.Values);

    private static void RequireNumber(string name, string value)
    {
        var rule = Array.Find(Numbers, number => number.Name == name);
        if (rule.Name is null) throw SqsErrors.Of("InvalidAttributeName", $"Unknown Attribute {name}.");
        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < rule.From || number > rule.To)
            throw SqsErrors.Of("InvalidAttributeValue", $"Invalid value for the parameter {name}.");
    }

    private TimeSpan Seconds(string name) => TimeSpan.FromSeconds(int.Parse(Values[name], CultureInfo.InvariantCulture));
}
