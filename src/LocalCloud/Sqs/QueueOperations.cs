using System.Text.RegularExpressions;

namespace LocalCloud.Sqs;

/// <summary>CreateQueue, GetQueueUrl, GetQueueAttributes.</summary>
internal sealed partial class QueueOperations(QueueStore queues)
{
    public QueueUrlResponse Create(CreateQueueRequest request)
    {
        SqsErrors.Refuse(request, "CreateQueue", "tags");
        if (string.IsNullOrEmpty(request.QueueName)) throw SqsErrors.Missing("QueueName");
        if (request.QueueName.EndsWith(".fifo", StringComparison.Ordinal)) throw SqsErrors.Unsupported("FIFO queues");
        if (!Name().IsMatch(request.QueueName))
            throw SqsErrors.BadValue("QueueName", request.QueueName, "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
        return new QueueUrlResponse(queues.UrlOf(queues.Create(request.QueueName, QueueAttributes.Of(request.Attributes))));
    }

    public QueueUrlResponse Url(GetQueueUrlRequest request)
    {
        if (string.IsNullOrEmpty(request.QueueName)) throw SqsErrors.Missing("QueueName");
        return request.QueueOwnerAWSAccountId is null or Arn.Account ? new QueueUrlResponse(queues.UrlOf(queues.Named(request.QueueName))) : throw SqsErrors.NoQueue();
    }

    public QueueAttributesResponse Attributes(GetQueueAttributesRequest request)
    {
        var all = queues.At(request.QueueUrl).Describe().ToDictionary(StringComparer.Ordinal);
        var wanted = request.AttributeNames ?? [];
        if (wanted.Contains("All")) return new QueueAttributesResponse(all);
        var asked = wanted.Where(name => name is not null && all.ContainsKey(name)).Distinct(StringComparer.Ordinal).ToDictionary(name => name, name => all[name]);
        return new QueueAttributesResponse(asked.Count > 0 ? asked : null);
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,80}\z")]
    private static partial Regex Name();
}
