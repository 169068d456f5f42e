using Amazon.EventBridge;
using Amazon.EventBridge.Model;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace Publican.Stack;

/// <summary>Makes what the events module of terraform-bootstrap would: a queue, and the rules that write to it.</summary>
public static class EventRoute
{
    public const string Queue = "publican-events";

    /// <returns>The queue's URL, for PUBLICAN_EVENTS.</returns>
    public static async Task<string> MakeAsync(Uri endpoint, string environment, string cluster)
    {
        var credentials = new BasicAWSCredentials("a-person", "local");
        using var sqs = new AmazonSQSClient(credentials, new AmazonSQSConfig { ServiceURL = endpoint.ToString(), AuthenticationRegion = Hands.Region });
        using var events = new AmazonEventBridgeClient(credentials, new AmazonEventBridgeConfig { ServiceURL = endpoint.ToString(), AuthenticationRegion = Hands.Region });
        var url = (await sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = Queue })).QueueUrl;
        var arn = (await sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest { QueueUrl = url, AttributeNames = ["QueueArn"] })).QueueARN;
        foreach (var (name, pattern) in EventRules.Of(environment, cluster))
        {
            await events.PutRuleAsync(new PutRuleRequest { Name = name, EventPattern = pattern });
            var put = await events.PutTargetsAsync(new PutTargetsRequest { Rule = name, Targets = [new Target { Id = Queue, Arn = arn }] });
            if (put.FailedEntryCount > 0)
                throw new StackException($"the rule {name} did not take the queue as its target: {put.FailedEntries[0].ErrorMessage}");
        }

        return url;
    }
}
