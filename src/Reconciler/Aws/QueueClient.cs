using Amazon.Runtime;
using Amazon.SQS;

namespace Publican.Aws;

/// <summary>
/// SQS alone, for events. It waits for no turn: SQS has no rates that one reader could reach, and what is waited for here must hold up nothing.
/// No gate stands before it either: what it deletes are messages that it was given, and they carry no state.
/// </summary>
public static class QueueClient
{
    /// <summary>How long one call waits for a first message: SQS's longest, which costs the fewest calls.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(20);

    /// <param name="queue">The queue's URL: SQS answers at its origin, LocalCloud too.</param>
    /// <param name="configure">Last word on the client's configuration.</param>
    public static IAmazonSQS Create(Uri queue, string region, Action<ClientConfig>? configure = null)
    {
        var config = AwsClients.Configured(new AmazonSQSConfig(), region, new Uri(queue.GetLeftPart(UriPartial.Authority)), configure: null);
        config.Timeout = Patience + AwsClients.CallTimeout;

        // Who reads it tries again by itself, and says so.
        config.MaxErrorRetry = 0;
        configure?.Invoke(config);
        return new AmazonSQSClient(config);
    }
}
