using Publican.Desired;
using Publican.Sources;
using Publican.Status;

namespace Publican.Loop;

/// <summary>
/// Polls the source and keeps the last good desired state. A revision is taken whole or not at all: a bad one changes
/// nothing but the errors in the status.
/// </summary>
public sealed partial class DesiredKeeper(ISource source, ReconcilerSettings settings, StatusBoard board, WakeUp wake, ILogger<DesiredKeeper> log)
    : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private DesiredState? _current;
    private SourceRevision? _last;

    /// <summary>A force-push to something invalid is told when the next valid revision is taken: that is when it has an effect.</summary>
    private bool _rewritten;

    /// <summary>The desired state in force; null until a valid one was read.</summary>
    public DesiredState? Current => Volatile.Read(ref _current);

    public Task PollAsync(CancellationToken cancel) => PollAsync(expectsNews: false, cancel);

    /// <param name="expectsNews">Somebody said that there is something new.</param>
    public async Task PollAsync(bool expectsNews, CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            var revision = await (expectsNews ? source.ReadNewsAsync(cancel) : source.ReadAsync(cancel));

            // The same instance, not the same name: a person may write something else under a name that was there before.
            if (ReferenceEquals(revision, _last))
                return;
            Take(revision);
            _last = revision;
        }
        catch (SourceException error)
        {
            // Read again next time even if the commit is the one before: its error must leave the status.
            _last = null;
            Refused(log, error.Message);
            board.ReportSource(Current?.Commit, Current?.Commit, [new DesiredError("", 0, 0, "source", error.Message)]);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private void Take(SourceRevision revision)
    {
        _rewritten |= revision.HistoryRewritten && revision.Commit != Current?.Commit;
        var result = DesiredReader.Read(revision, settings.Endpoint);
        if (result.State is { } state)
        {
            var before = Current;
            Volatile.Write(ref _current, state);
            board.ReportSource(state.Commit, revision.Commit, []);
            board.ReportEnvironment(state.Environment);
            if (_rewritten)
                board.ReportEvent("HistoryRewritten", $"the branch was force-pushed: {revision.Commit} does not descend from {before?.Commit ?? "what was read before"}");
            _rewritten = false;
            Accepted(log, revision.Commit, state.Services.Length);
            wake.Ring();
        }
        else
        {
            board.ReportSource(Current?.Commit, revision.Commit, result.Errors);
            foreach (var error in result.Errors)
                Invalid(log, error.File, error.Line, error.Column, error.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Desired state {Commit} is in force: {Services} services")]
    private static partial void Accepted(ILogger log, string commit, int services);

    [LoggerMessage(2, LogLevel.Error, "{File}({Line},{Column}): {Message}")]
    private static partial void Invalid(ILogger log, string file, int line, int column, string message);

    [LoggerMessage(3, LogLevel.Error, "The source cannot be read: {Message}")]
    private static partial void Refused(ILogger log, string message);
}
