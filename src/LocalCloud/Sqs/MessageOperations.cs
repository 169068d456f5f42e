using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LocalCloud.Protocols;

namespace LocalCloud.Sqs;

/// <summary>SendMessage, ReceiveMessage, DeleteMessage, DeleteMessageBatch.</summary>
internal sealed partial class MessageOperations(QueueStore queues)
{
    private const int MostOfBatch = 10;

    public SendMessageResponse Send(SendMessageRequest request)
    {
        SqsErrors.Refuse(request, "SendMessage", "MessageAttributes", "MessageSystemAttributes", "MessageGroupId", "MessageDeduplicationId");
        var queue = queues.At(request.QueueUrl);
        if (string.IsNullOrEmpty(request.MessageBody)) throw SqsErrors.Missing("MessageBody");
        if (Forbidden().IsMatch(request.MessageBody)) throw SqsErrors.Of("InvalidMessageContents", "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF");
        if (Encoding.UTF8.GetByteCount(request.MessageBody) > queue.Attributes.MostBytes)
            throw SqsErrors.Of("InvalidParameterValue", $"One or more parameters are invalid. Reason: Message must be shorter than {queue.Attributes.MostBytes} bytes.");
        TimeSpan? delay = request.DelaySeconds is { } seconds ? TimeSpan.FromSeconds(SqsErrors.Number("DelaySeconds", seconds, 0, 0, 900)) : null;
        var sent = queue.Send(request.MessageBody, delay);
        return new SendMessageResponse(QueueMessage.Md5(sent.Body), sent.Id);
    }

    public async ValueTask<ReceiveMessageResponse> ReceiveAsync(ReceiveMessageRequest request, CancellationToken cancel)
    {
        SqsErrors.Refuse(request, "ReceiveMessage", "ReceiveRequestAttemptId");
        var queue = queues.At(request.QueueUrl);
        var most = SqsErrors.Number("MaxNumberOfMessages", request.MaxNumberOfMessages, 1, 1, MostOfBatch);
        var hidden = SqsErrors.Number("VisibilityTimeout", request.VisibilityTimeout, (int)queue.Attributes.VisibilityTimeout.TotalSeconds, 0, 43200);
        var patience = SqsErrors.Number("WaitTimeSeconds", request.WaitTimeSeconds, (int)queue.Attributes.WaitTime.TotalSeconds, 0, 20);
        var wanted = (request.AttributeNames ?? []).Concat(request.MessageSystemAttributeNames ?? []).ToHashSet();
        var received = await queue.ReceiveAsync(most, TimeSpan.FromSeconds(hidden), TimeSpan.FromSeconds(patience), cancel);
        return new ReceiveMessageResponse(received.Count > 0 ? [.. received.Select(message => Show(message, wanted))] : null);
    }

    public EmptyResponse Delete(DeleteMessageRequest request)
    {
        var queue = queues.At(request.QueueUrl);
        if (string.IsNullOrEmpty(request.ReceiptHandle)) throw SqsErrors.Missing("ReceiptHandle");
        queue.Delete(ReceiptHandle.Parse(request.ReceiptHandle));
        return new EmptyResponse();
    }

    public DeleteMessageBatchResponse DeleteMany(DeleteMessageBatchRequest request)
    {
        var queue = queues.At(request.QueueUrl);
        if (request.Entries is not { Count: > 0 } entries)
            throw SqsErrors.Of("EmptyBatchRequest", "There should be at least one DeleteMessageBatchRequestEntry in the request.", "AWS.SimpleQueueService.EmptyBatchRequest");
        if (entries.Count > MostOfBatch)
            throw SqsErrors.Of("TooManyEntriesInBatchRequest", $"Maximum number of entries per request are {MostOfBatch}. You have sent {entries.Count}.", "AWS.SimpleQueueService.TooManyEntriesInBatchRequest");
        if (entries.Any(entry => entry?.Id is null || !EntryId().IsMatch(entry.Id)))
            throw SqsErrors.Of("InvalidBatchEntryId", "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.", "AWS.SimpleQueueService.InvalidBatchEntryId");
        if (entries.GroupBy(entry => entry.Id).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw SqsErrors.Of("BatchEntryIdsNotDistinct", $"Id {twice.Key} repeated.", "AWS.SimpleQueueService.BatchEntryIdsNotDistinct");

        var (deleted, failed) = (new List<DeletedEntry>(), new List<FailedEntry>());
        foreach (var entry in entries)
        {
            try
            {
                queue.Delete(ReceiptHandle.Parse(entry.ReceiptHandle));
                deleted.Add(new DeletedEntry(entry.Id!));
            }
            catch (AwsException error)
            {
                // One bad handle does not spoil the batch; the answer says which it was.
                failed.Add(new FailedEntry(entry.Id!, SenderFault: true, error.Code, error.Message));
            }
        }

        return new DeleteMessageBatchResponse(deleted, failed);
    }

    private static MessageShape Show(QueueMessage message, HashSet<string> wanted)
    {
        var all = new Dictionary<string, string>
        {
            ["SentTimestamp"] = Milliseconds(message.SentAt),
            ["ApproximateReceiveCount"] = message.Receives.ToString(CultureInfo.InvariantCulture),
            ["ApproximateFirstReceiveTimestamp"] = Milliseconds(message.FirstReceivedAt!.Value),
            ["SenderId"] = Arn.Account,
        };
        var shown = all.Where(pair => wanted.Contains("All") || wanted.Contains(pair.Key)).ToDictionary();
        return new MessageShape(message.Id, new ReceiptHandle(message.Id, message.Receives).ToString(), QueueMessage.Md5(message.Body), message.Body, shown.Count > 0 ? shown : null);
    }

    private static string Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]")]
    private static partial Regex Forbidden();

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,80}\z")]
    private static partial Regex EntryId();
}
