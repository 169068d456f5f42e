using System.Text.Json.Nodes;
using LocalCloud.Protocols;

namespace LocalCloud.Sqs;

/// <summary>Simple Queue Service in AWS JSON 1.0: standard queues.</summary>
/// <remarks>https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/</remarks>
internal sealed class SqsService(QueueOperations queues, MessageOperations messages) : IJsonService
{
    private readonly JsonOperations _operations = new JsonOperations("sqs", isCamelCase: false)
        .Add<CreateQueueRequest, QueueUrlResponse>("CreateQueue", queues.Create)
        .Add<GetQueueUrlRequest, QueueUrlResponse>("GetQueueUrl", queues.Url)
        .Add<GetQueueAttributesRequest, QueueAttributesResponse>("GetQueueAttributes", queues.Attributes)
        .Add<SendMessageRequest, SendMessageResponse>("SendMessage", messages.Send)
        .Add<ReceiveMessageRequest, ReceiveMessageResponse>("ReceiveMessage", messages.ReceiveAsync)
        .Add<DeleteMessageRequest, EmptyResponse>("DeleteMessage", messages.Delete)
        .Add<DeleteMessageBatchRequest, DeleteMessageBatchResponse>("DeleteMessageBatch", messages.DeleteMany);

    public string TargetPrefix => "AmazonSQS";

    public string Name => "sqs";

    public ValueTask<JsonObject> InvokeAsync(string action, JsonObject input, CancellationToken cancel) => _operations.InvokeAsync(action, input, cancel);
}

internal static class SqsRegistration
{
    public static IServiceCollection AddSqs(this IServiceCollection services) => services
        .AddSingleton<QueueStore>()
        .AddSingleton<QueueOperations>()
        .AddSingleton<MessageOperations>()
        .AddSingleton<IJsonService, SqsService>();
}
