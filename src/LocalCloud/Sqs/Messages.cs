using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalCloud.Sqs;

/// <summary>A request of which LocalCloud knows a part; the rest is kept, so that a feature it does not have is refused by name.</summary>
internal abstract record SqsRequest
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Rest { get; init; }
}

internal sealed record CreateQueueRequest(string? QueueName, IReadOnlyDictionary<string, string>? Attributes) : SqsRequest;

internal sealed record QueueUrlResponse(string QueueUrl);

internal sealed record GetQueueUrlRequest(string? QueueName, string? QueueOwnerAWSAccountId);

internal sealed record GetQueueAttributesRequest(string? QueueUrl, IReadOnlyList<string>? AttributeNames);

internal sealed record QueueAttributesResponse(IReadOnlyDictionary<string, string>? Attributes);

internal sealed record SendMessageRequest(string? QueueUrl, string? MessageBody, int? DelaySeconds) : SqsRequest;

internal sealed record SendMessageResponse(string MD5OfMessageBody, string MessageId);

internal sealed record ReceiveMessageRequest(
    string? QueueUrl, int? MaxNumberOfMessages, int? VisibilityTimeout, int? WaitTimeSeconds, IReadOnlyList<string>? AttributeNames, IReadOnlyList<string>? MessageSystemAttributeNames) : SqsRequest;

internal sealed record ReceiveMessageResponse(IReadOnlyList<MessageShape>? Messages);

internal sealed record MessageShape(string MessageId, string ReceiptHandle, string MD5OfBody, string Body, IReadOnlyDictionary<string, string>? Attributes);

internal sealed record DeleteMessageRequest(string? QueueUrl, string? ReceiptHandle);

internal sealed record DeleteEntry(string? Id, string? ReceiptHandle);

internal sealed record DeleteMessageBatchRequest(string? QueueUrl, IReadOnlyList<DeleteEntry>? Entries);

internal sealed record DeletedEntry(string Id);

internal sealed record FailedEntry(string Id, bool SenderFault, string Code, string Message);

internal sealed record DeleteMessageBatchResponse(IReadOnlyList<DeletedEntry> Successful, IReadOnlyList<FailedEntry> Failed);

internal sealed record EmptyResponse;
