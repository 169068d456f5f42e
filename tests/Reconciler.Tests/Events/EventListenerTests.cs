using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using Amazon.SQS;
using Amazon.SQS.Model;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using Publican.Events;
using Publican.Leases;
using Publican.Loop;
using Publican.Observed;
using Publican.Sources;
using Publican.Stack;
using Publican.Status;
using Publican.Tests.Desired;

namespace Publican.Tests.Events;

/// <summary>The reader of the queue, with a queue that says what the test wants.</summary>
public sealed class EventListenerTests : IAsyncDisposable
{
    private const string Cluster = "arn:aws:ecs:eu-west-1:123456789012:cluster/beers";
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch);
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Channel<List<Message>> _batches = Channel.CreateUnbounded<List<Message>>();
    private readonly ConcurrentQueue<string> _deleted = new();
    private readonly ConcurrentQueue<DateTimeOffset> _receivedAt = new();
    private readonly HintBox _hints = new();
    private readonly PollSignal _poll = new();
    private readonly StatusBoard _board;
    private readonly WakeUp _wake;
    private readonly ILease _lease = Substitute.For<ILease>();
    private readonly IAmazonSQS _sqs = Substitute.For<IAmazonSQS>();
    private readonly TaskCompletionSource _stop = new();
    private readonly DesiredKeeper _keeper;
    private readonly EventListener _listener;
    private Exception? _failure;
    private int _receives, _empty;

    public EventListenerTests()
    {
        (_board, _wake) = (new StatusBoard(_clock), new WakeUp(_clock));
        var source = Substitute.For<ISource>();
        source.ReadAsync(Arg.Any<CancellationToken>()).Returns(new SourceRevision("one", [new SourceFile("a.yaml", Encoding.UTF8.GetBytes(Revisions.Environment + "\n---\n" + Revisions.Service))], false));
        _keeper = new DesiredKeeper(source, ReconcilerSettings.From(name => name == "PUBLICAN_SOURCE" ? "ssm:/desired" : name == "AWS_REGION" ? "eu-west-1" : null), _board, _wake, new Lines<DesiredKeeper>(new()));
        _lease.Look("local").Returns(Leadership.Alone);
        _sqs.ReceiveMessageAsync(Arg.Any<ReceiveMessageRequest>(), Arg.Any<CancellationToken>()).Returns(call => ReceiveAsync(call.Arg<ReceiveMessageRequest>(), call.Arg<CancellationToken>()));
        _sqs.DeleteMessageBatchAsync(Arg.Any<DeleteMessageBatchRequest>(), Arg.Any<CancellationToken>()).Returns(call =>
        {
            foreach (var entry in call.Arg<DeleteMessageBatchRequest>().Entries)
                _deleted.Enqueue(entry.ReceiptHandle);
            return new DeleteMessageBatchResponse { Successful = [], Failed = [] };
        });
        _listener = new EventListener(
            QueueAddress.Parse("https://sqs.eu-west-1.amazonaws.com/123456789012/q", null), _sqs, _hints, new ParameterAddress("/desired"), _poll, _keeper, _lease, _wake, _board, _clock, new Lines<EventListener>(_lines));
    }

    public async ValueTask DisposeAsync()
    {
        _stop.TrySetResult();
        await _listener.StopAsync(CancellationToken.None);
        _listener.Dispose();
        _keeper.Dispose();
        _wake.Dispose();
        _poll.Dispose();
    }

    [Fact]
    public async Task A_storm_of_ten_thousand_messages_is_read_deleted_and_folded()
    {
        for (var batch = 0; batch < 1000; batch++)
            Send([.. Enumerable.Range(0, 10).Select(number => EventReaderTests.Task(number % 2 == 0 ? "service:beer-api-blue" : "service:beer-api-green", null))]);
        await StartAsync();
        await UntilAsync(() => Events is { Received: 10_000 } && _empty > 0);

        Assert.Equal(10_000, _deleted.Distinct().Count());
        Assert.Equal([new Hint.EcsService(Cluster, "beer-api-blue"), new Hint.EcsService(Cluster, "beer-api-green")], _hints.Take().OrderBy(hint => $"{hint}", StringComparer.Ordinal));
        Assert.Equal((0, _clock.GetUtcNow()), (Events.Ignored, Events.LastAt));
        Assert.Empty(_lines);

        // The clock stood still all the time: a storm wakes the loop once.
        await _wake.WaitAsync(TimeSpan.FromHours(1), TestContext.Current.CancellationToken);
        using var give = new CancellationTokenSource();
        var again = _wake.WaitAsync(TimeSpan.FromHours(1), give.Token);
        Assert.False(again.IsCompleted);
        await give.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => again);
    }

    [Fact]
    public async Task What_is_no_event_is_deleted_counted_and_told_once_in_a_while()
    {
        Send("", "{", "[1]", """{"source":"aws.ec2","detail-type":"x","detail":{}}""", EventReaderTests.Task("service:beer-api-blue", null));
        await StartAsync();
        await UntilAsync(() => Events.Received == 5 && _empty > 0);
        Assert.Equal((4, 5), (Events.Ignored, _deleted.Count));
        Assert.Single(_hints.Take());
        Assert.Contains("4 messages in https://sqs.eu-west-1.amazonaws.com/123456789012/q were deleted without a look at anything; of the newest: 'x' of aws.ec2", Assert.Single(_lines), StringComparison.Ordinal);

        Send("again");
        await UntilAsync(() => Events.Ignored == 5);
        Send("and again");
        await UntilAsync(() => Events.Ignored == 6);
        Assert.Single(_lines);
        _clock.Advance(TimeSpan.FromMinutes(10));
        Send("much later");
        await UntilAsync(() => _lines.Count == 2);
        Assert.Contains("3 messages", _lines.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_parameter_of_the_source_makes_the_source_looked_at()
    {
        Send(Parameter("/desired-elsewhere/manifest"), Parameter("/publican/local/intents/beer-api"));
        await StartAsync();
        await UntilAsync(() => Events.Received == 2);
        var asked = _poll.WaitAsync(CancellationToken.None);
        Assert.False(asked.IsCompleted);

        Send(Parameter("/desired/manifest"));
        await asked.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Contains(new Hint.Parameter("/publican/local/intents/beer-api"), _hints.Take());
    }

    [Fact]
    public async Task A_queue_that_cannot_be_read_is_told_once_tried_with_back_off_and_shown_in_the_status()
    {
        _failure = new AmazonSQSException("no such queue") { ErrorCode = "QueueDoesNotExist" };
        await StartAsync();
        await UntilAsync(() => Events.Error == "QueueDoesNotExist: no such queue");

        await UntilAsync(() =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(200));
            return _receives >= 8;
        });
        var waits = _receivedAt.Zip(_receivedAt.Skip(1), (one, next) => (next - one).TotalSeconds).ToList();
        Assert.All(waits.Take(7).Index(), wait => Assert.True(wait.Item >= 0.25 * Math.Pow(2, wait.Index), $"the {wait.Index}th wait was {wait.Item} s"));
        Assert.Contains("Events cannot be read", Assert.Single(_lines), StringComparison.Ordinal);

        _failure = null;
        Send(EventReaderTests.Task("service:beer-api-blue", null));
        await UntilAsync(() =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return Events is { Error: null, Received: 1 };
        });
        Assert.Contains("again", _lines.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_queue_that_does_not_wait_is_asked_once_a_second()
    {
        _batches.Writer.TryWrite([]);
        _batches.Writer.TryWrite([]);
        Send(EventReaderTests.Task("service:beer-api-blue", null));
        await StartAsync();
        await UntilAsync(() =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            return Events.Received == 1;
        });
        Assert.All(_receivedAt.Zip(_receivedAt.Skip(1)).Take(2), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task Only_who_leads_reads_and_what_came_too_late_is_left_for_the_next_leader()
    {
        _lease.Look("local").Returns(new Leadership(Standing.Follows, "other"));
        Send(EventReaderTests.Task("service:beer-api-blue", null));
        await StartAsync();
        for (var second = 0; second < 5; second++)
            _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((0, false), (_receives, Events.Reading));

        // It leads when it asks, and no more when the answer comes.
        _lease.Look("local").Returns(Leadership.Alone, new Leadership(Standing.CutOff, "me", 1));
        await UntilAsync(() =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return _receives == 1 && !Events.Reading;
        });
        Assert.Empty(_deleted);
        Assert.Empty(_hints.Take());

        _lease.Look("local").Returns(new Leadership(Standing.Unrenewed, "me", 1));
        Send(EventReaderTests.Task("service:beer-api-green", null));
        await UntilAsync(() =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return Events is { Reading: true, Received: 1 };
        });
    }

    private EventsStatus Events => _board.Current.Events!;

    private async Task StartAsync()
    {
        await _keeper.PollAsync(CancellationToken.None);
        await _listener.StartAsync(CancellationToken.None);
    }

    private static string Parameter(string name) => EventReaderTests.Event("aws.ssm", "Parameter Store Change", new() { ["name"] = name, ["operation"] = "Update" });

    private void Send(params string[] bodies) => Assert.True(_batches.Writer.TryWrite([.. bodies.Select(body => new Message { Body = body, ReceiptHandle = $"{Guid.NewGuid()}" })]));

    private async Task<ReceiveMessageResponse> ReceiveAsync(ReceiveMessageRequest request, CancellationToken cancel)
    {
        Assert.Equal((10, 20, "https://sqs.eu-west-1.amazonaws.com/123456789012/q"), (request.MaxNumberOfMessages, request.WaitTimeSeconds, request.QueueUrl));
        Interlocked.Increment(ref _receives);
        _receivedAt.Enqueue(_clock.GetUtcNow());
        if (_failure is { } failure)
            throw failure;
        if (!_batches.Reader.TryRead(out var batch))
        {
            Interlocked.Increment(ref _empty);
            batch = await _batches.Reader.ReadAsync(cancel);
        }

        return new ReceiveMessageResponse { Messages = batch };
    }

    private Task UntilAsync(Func<bool> fact) => Wait.UntilAsync("the fact that the test waits for", fact, TimeSpan.FromSeconds(60), () => $"{Events}", TestContext.Current.CancellationToken);

    private sealed class Lines<T>(ConcurrentQueue<string> lines) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => lines.Enqueue(formatter(state, exception));
    }
}
