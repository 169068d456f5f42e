using Amazon.SQS;
using Amazon.SQS.Model;
using Publican.Aws;
using Publican.Events;
using Publican.Leases;
using Publican.Sources;
using Publican.Status;

namespace Publican.Loop;

/// <summary>
/// Reads the queue of events and brings looks forward. Nothing depends on it: an event that was lost is found by the sweep, one that was forged costs a look.
/// Only who leads reads, because readers of one queue take messages away from each other; a new leader looks at everything anyway.
/// </summary>
public sealed partial class EventListener(
    QueueAddress queue, IAmazonSQS sqs, HintBox hints, SourceAddress source, PollSignal poll, DesiredKeeper keeper, ILease lease, WakeUp wake, StatusBoard board, TimeProvider clock,
    ILogger<EventListener> log) : BackgroundService
{
    private const int MostOfBatch = 10;
    private static readonly TimeSpan LooksForLeadership = TimeSpan.FromSeconds(1), LeastBetweenEmpty = TimeSpan.FromSeconds(1), BetweenRings = TimeSpan.FromMilliseconds(100), BetweenComplaints = TimeSpan.FromMinutes(10);
    private readonly Backoff _backoff = new(2);
    private EventsStatus _status = new(queue.ToString(), false, null, 0, 0, null);
    private long? _rungAt;
    private (long Ignored, DateTimeOffset At) _complained = (0, DateTimeOffset.MinValue);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        board.ReportEvents(() => Volatile.Read(ref _status));
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!MayRead())
                {
                    await Task.Delay(LooksForLeadership, clock, stoppingToken);
                    continue;
                }

                await ReadAsync(stoppingToken);
                if (_status.Error is not null)
                    Readable(log, queue.Url);
                Set(_status with { Error = null });
                _backoff.Reset();
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // Whatever it was, looks come by time as well; it is told once, and tried again.
                if (_status.Error is null)
                    NotReadable(log, queue.Url, AwsErrors.Describe(error), AwsErrors.IsExternal(error) ? null : error);
                Set(_status with { Error = AwsErrors.Describe(error) });
                await Task.Delay(_backoff.Next(), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Before the first desired state everything is looked at anyway, and the lease has no name to be asked by.</summary>
    private bool MayRead()
    {
        var may = keeper.Current is { } desired && lease.Look(desired.Environment.Name).MayMove;
        if (_status.Reading != may)
            Set(_status with { Reading = may, Error = may ? _status.Error : null });
        return may;
    }

    private async Task ReadAsync(CancellationToken cancel)
    {
        var askedAt = clock.GetTimestamp();
        var answer = await sqs.ReceiveMessageAsync(
            new ReceiveMessageRequest { QueueUrl = queue.Url.ToString(), MaxNumberOfMessages = MostOfBatch, WaitTimeSeconds = (int)QueueClient.Patience.TotalSeconds }, cancel);

        if (answer.Messages is not { Count: > 0 } messages)
        {
            // Whoever answers for SQS may not wait as it does: asked without a pause, it would be asked thousands of times a second.
            if (clock.GetElapsedTime(askedAt) is var took && took < LeastBetweenEmpty)
                await Task.Delay(LeastBetweenEmpty - took, clock, cancel);
            return;
        }

        // What came for a leader that is none any more shows itself to the next one in a while.
        if (!MayRead())
            return;
        Take(messages);
        var deleted = await sqs.DeleteMessageBatchAsync(
            new DeleteMessageBatchRequest
            {
                QueueUrl = queue.Url.ToString(),
                Entries = [.. messages.Select((message, index) => new DeleteMessageBatchRequestEntry($"{index}", message.ReceiptHandle))],
            },
            cancel);
        if (deleted.Failed is [var failed, ..])
            throw new AmazonSQSException($"{failed.Code}: {deleted.Failed.Count} messages were not deleted, and will come again: {failed.Message}");
    }

    private void Take(List<Message> messages)
    {
        var readings = messages.ConvertAll(message => EventReader.Read(message.Body ?? ""));
        Set(_status with
        {
            Received = _status.Received + readings.Count,
            Ignored = _status.Ignored + readings.Count(reading => reading.Problem is not null),
            LastAt = clock.GetUtcNow(),
        });
        Complain(readings.LastOrDefault(reading => reading.Problem is not null)?.Problem);
        var found = readings.SelectMany(reading => reading.Hints).ToList();
        if (source is ParameterAddress address && found.OfType<Hint.Parameter>().Any(parameter => parameter.Name.StartsWith(address.Path + "/", StringComparison.Ordinal)))
            poll.Ask();
        hints.Add(found);

        // A storm must not become one of turns. Who is not woken looks up within a second all the same.
        if (_rungAt is { } last && clock.GetElapsedTime(last) < BetweenRings)
            return;
        _rungAt = clock.GetTimestamp();
        wake.Ring();
    }

    // Somebody's mistake may come ten times a second: it is worth a line now and then.
    private void Complain(string? problem)
    {
        var now = clock.GetUtcNow();
        if (problem is null || now - _complained.At < BetweenComplaints)
            return;
        Ignored(log, _status.Ignored - _complained.Ignored, queue.Url, problem);
        _complained = (_status.Ignored, now);
    }

    private void Set(EventsStatus status) => Volatile.Write(ref _status, status);

    [LoggerMessage(1, LogLevel.Warning, "Events cannot be read from {Queue}, the sweep finds what they would tell: {Error}")]
    private static partial void NotReadable(ILogger log, Uri queue, string error, Exception? defect);

    [LoggerMessage(2, LogLevel.Information, "Events are read from {Queue} again")]
    private static partial void Readable(ILogger log, Uri queue);

    [LoggerMessage(3, LogLevel.Warning, "{Count} messages in {Queue} were deleted without a look at anything; of the newest: {Problem}")]
    private static partial void Ignored(ILogger log, long count, Uri queue, string problem);
}
