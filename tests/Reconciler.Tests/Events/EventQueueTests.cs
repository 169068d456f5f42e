using Amazon.SQS;
using Amazon.SQS.Model;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using Publican.Aws;
using Publican.Events;
using Publican.Leases;
using Publican.Loop;
using Publican.Sources;
using Publican.Stack;
using Publican.Status;
using Publican.Tests.Desired;
using Publican.Tests.Sources;

namespace Publican.Tests.Events;

/// <summary>Over HTTP, with Amazon's own SQS client: from a parameter that was written, through a rule and a queue, to the hint.</summary>
public sealed class EventQueueTests(LocalParameters store) : IClassFixture<LocalParameters>
{
    [Fact]
    public async Task What_somebody_writes_arrives_as_a_hint_and_leaves_the_queue()
    {
        var url = await EventRoute.MakeAsync(store.Cloud.Endpoint, "local", Hands.ClusterArn);
        var queue = ReconcilerSettings.From(name => name switch { "PUBLICAN_SOURCE" => "git+/srv/desired.git#main:", "PUBLICAN_EVENTS" => url, _ => null }).Events!;
        using var sqs = QueueClient.Create(queue.Url, queue.Region, config => config.DefaultAWSCredentials = new Amazon.Runtime.BasicAWSCredentials("publican", "local"));
        var (hints, board) = (new HintBox(), new StatusBoard(TimeProvider.System));
        using var wake = new WakeUp(TimeProvider.System);
        using var poll = new PollSignal();
        var source = Substitute.For<ISource>();
        source.ReadAsync(Arg.Any<CancellationToken>()).Returns(new SourceRevision("one", [new SourceFile("a.yaml", System.Text.Encoding.UTF8.GetBytes(Revisions.Environment + "\n---\n" + Revisions.Service))], false));
        using var keeper = new DesiredKeeper(source, ReconcilerSettings.From(name => name == "PUBLICAN_SOURCE" ? "git+/srv/desired.git#main:" : null), board, wake, NullLogger<DesiredKeeper>.Instance);
        await keeper.PollAsync(TestContext.Current.CancellationToken);
        using var listener = new EventListener(queue, sqs, hints, new DirectoryAddress("/nowhere"), poll, keeper, new NoLease(), wake, board, TimeProvider.System, NullLogger<EventListener>.Instance);

        await listener.StartAsync(TestContext.Current.CancellationToken);
        await store.PutAsync("/publican/local/intents/beer-api", "[]");
        await store.PutAsync("/publican/local/beer-api/database-url", "x");
        Hint[] written = [new Hint.Parameter("/publican/local/intents/beer-api"), new Hint.Parameter("/publican/local/beer-api/database-url")];
        var found = new HashSet<Hint>();
        await Wait.UntilAsync("both hints are there", () =>
        {
            found.UnionWith(hints.Take());
            return found.IsSupersetOf(written);
        }, TimeSpan.FromSeconds(60));
        Assert.Equal(written.Length, found.Count);

        await sqs.SendMessageAsync(new SendMessageRequest(url, "{\"source\": \"forged\"}"), TestContext.Current.CancellationToken);
        await Wait.UntilAsync("rubbish is deleted", () => board.Current.Events is { Ignored: 1, Error: null }, TimeSpan.FromSeconds(60));
        await Wait.UntilAsync("nothing is left", async () => (await sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest(url, ["All"]), TestContext.Current.CancellationToken)) is
        { ApproximateNumberOfMessages: 0, ApproximateNumberOfMessagesNotVisible: 0 }, TimeSpan.FromSeconds(60));
        await listener.StopAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(await store.Cloud.CallsAsync(), call => (string?)call["caller"] == "publican" && (bool)call["mutating"]!);
    }

    [Fact]
    public async Task Amazons_client_knows_the_errors_by_their_types()
    {
        using var sqs = QueueClient.Create(new Uri(store.Cloud.Endpoint, "/000000000000/none"), "local", config => config.DefaultAWSCredentials = new Amazon.Runtime.BasicAWSCredentials("a-person", "local"));
        await Assert.ThrowsAsync<QueueDoesNotExistException>(() => sqs.ReceiveMessageAsync(new ReceiveMessageRequest($"{store.Cloud.Endpoint}000000000000/none"), TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<UnsupportedOperationException>(() => sqs.CreateQueueAsync("q.fifo", TestContext.Current.CancellationToken));
    }
}
