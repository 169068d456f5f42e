using System.Collections.Concurrent;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace LocalCloud.Sqs;

/// <summary>All queues of the region. A queue's URL begins with the address of the region's endpoint, as on AWS.</summary>
internal sealed class QueueStore(RegionOptions options, IServer server, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, MessageQueue> _queues = new(StringComparer.Ordinal);

    public string UrlOf(MessageQueue queue) => $"{server.Features.Get<IServerAddressesFeature>()!.Addresses.First()}/{Arn.Account}/{queue.Name}";

    /// <exception cref="Protocols.AwsException">QueueNameExists: there is one with other attributes.</exception>
    public MessageQueue Create(string name, QueueAttributes attributes)
    {
        var queue = _queues.GetOrAdd(name, _ => new MessageQueue(name, ArnOf(name), attributes, time));
        return queue.Attributes.SameAs(attributes) ? queue : throw SqsErrors.NameTaken();
    }

    public MessageQueue Named(string? name) => name is not null && _queues.TryGetValue(name, out var queue) ? queue : throw SqsErrors.NoQueue();

    /// <summary>Its last two parts are the account and the name; before them stands whatever way led here.</summary>
    public MessageQueue At(string? url)
    {
        if (string.IsNullOrEmpty(url)) throw SqsErrors.Missing("QueueUrl");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.AbsolutePath.Split('/') is not ["", var account, var name]) throw SqsErrors.BadAddress(url);
        return account == Arn.Account ? Named(name) : throw SqsErrors.NoQueue();
    }

    public MessageQueue? WithArn(string arn) => _queues.Values.FirstOrDefault(queue => queue.Arn == arn);

    public string ArnOf(string name) => Arn.Of(options.Region, "sqs", name);
}
