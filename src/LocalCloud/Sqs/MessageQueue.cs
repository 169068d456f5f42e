using System.Globalization;

namespace LocalCloud.Sqs;

/// <summary>
/// One standard queue: at least once, in no promised order. Who receives a message hides it from the others for a while; who does not delete it
/// in that time lets it come again.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html</remarks>
internal sealed class MessageQueue(string name, string arn, QueueAttributes attributes, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<QueueMessage> _messages = new();
    private readonly Dictionary<string, LinkedListNode<QueueMessage>> _byId = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _createdAt = time.GetUtcNow();
    private TaskCompletionSource _arrived = NewSignal();

    public string Name => name;

    public string Arn => arn;

    public QueueAttributes Attributes => attributes;

    /// <param name="delay">Null for the queue's own.</param>
    public QueueMessage Send(string body, TimeSpan? delay = null)
    {
        var now = time.GetUtcNow();
        var message = new QueueMessage(Guid.NewGuid().ToString(), body, now, now + (delay ?? attributes.Delay));
        lock (_gate)
        {
            _byId.Add(message.Id, _messages.AddLast(message));
            _arrived.TrySetResult();
            _arrived = NewSignal();
        }

        return message;
    }

    /// <summary>Waits for a first message at most as long as the receiver has patience, then gives what there is.</summary>
    public async ValueTask<IReadOnlyList<QueueMessage>> ReceiveAsync(int most, TimeSpan hidden, TimeSpan patience, CancellationToken cancel)
    {
        var until = time.GetUtcNow() + patience;
        while (true)
        {
            Task arrived;
            TimeSpan wait;
            lock (_gate)
            {
                var now = time.GetUtcNow();
                var taken = Take(most, hidden, now);
                if (taken.Count > 0 || now >= until) return taken;
                (arrived, wait) = (_arrived.Task, _messages.Select(message => message.VisibleAt).Append(until).Min() - now);
            }

            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            await Task.WhenAny(arrived, Task.Delay(wait, time, enough.Token));
            await enough.CancelAsync();
            cancel.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Does nothing when the message is gone, or when somebody else has got it since.</summary>
    public void Delete(ReceiptHandle handle)
    {
        lock (_gate)
        {
            if (_byId.TryGetValue(handle.MessageId, out var node) && node.Value.Receives == handle.Receives) Remove(node);
        }
    }

    /// <summary>As GetQueueAttributes shows it.</summary>
    public IEnumerable<KeyValuePair<string, string>> Describe()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            Expire(now);
            var hidden = _messages.Where(message => message.VisibleAt > now).ToLookup(message => message.Receives > 0);
            return
            [
                .. attributes.Values,
                new("ApproximateNumberOfMessages", Text(_messages.Count - hidden[true].Count() - hidden[false].Count())),
                new("ApproximateNumberOfMessagesNotVisible", Text(hidden[true].Count())),
                new("ApproximateNumberOfMessagesDelayed", Text(hidden[false].Count())),
                new("CreatedTimestamp", Text(_createdAt.ToUnixTimeSeconds())),
                new("LastModifiedTimestamp", Text(_createdAt.ToUnixTimeSeconds())),
                new("QueueArn", arn),
            ];
        }

        static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
    }

    private List<QueueMessage> Take(int most, TimeSpan hidden, DateTimeOffset now)
    {
        Expire(now);
        var taken = new List<QueueMessage>();
        for (var node = _messages.First; node is not null && taken.Count < most; node = node.Next)
        {
            var message = node.Value;
            if (message.VisibleAt > now) continue;
            node.Value = message with { VisibleAt = now + hidden, Receives = message.Receives + 1, FirstReceivedAt = message.FirstReceivedAt ?? now };
            taken.Add(node.Value);
        }

        return taken;
    }

    private void Expire(DateTimeOffset now)
    {
        while (_messages.First is { } oldest && oldest.Value.SentAt + attributes.RetentionPeriod <= now) Remove(oldest);
    }

    private void Remove(LinkedListNode<QueueMessage> node)
    {
        _byId.Remove(node.Value.Id);
        _messages.Remove(node);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
