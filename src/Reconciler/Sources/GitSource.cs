using System.Security.Cryptography;
using System.Text;
using LibGit2Sharp;

namespace Publican.Sources;

/// <summary>
/// Polls one branch of a Git repository. A poll asks the remote for its branches, which is cheap and tells a deleted branch
/// from an empty repository; only a new commit is fetched and read. One poll at a time.
/// </summary>
/// <param name="timeout">How long a poll may take before the caller is let go; one minute by default.</param>
public sealed class GitSource(
    GitAddress address, string dataFolder, GitCredentials? credentials = null, TimeSpan? timeout = null, TimeProvider? time = null) : ISource
{
    private const int MostAbandoned = 3;
    private readonly TimeSpan _timeout = timeout ?? TimeSpan.FromMinutes(1);
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private SourceRevision? _last;
    private Task<SourceRevision>? _running;
    private long _startedAt;
    private int _abandoned;

    public Task<SourceRevision> ReadAsync(CancellationToken cancellationToken) => ReadAsync(expectsNews: false, cancellationToken);

    public Task<SourceRevision> ReadNewsAsync(CancellationToken cancellationToken) => ReadAsync(expectsNews: true, cancellationToken);

    private async Task<SourceRevision> ReadAsync(bool expectsNews, CancellationToken cancellationToken)
    {
        if (_running is { IsCompleted: false })
            Abandon();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (clone, last, token) = (Clone(), _last, stop.Token);
        _startedAt = _time.GetTimestamp();
        // LibGit2 blocks and has no timeouts: it gets a thread of its own, which the caller does not wait for beyond its time.
        _running = Task.Factory.StartNew(
            () => Read(clone, last, expectsNews, token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            return _last = await _running.WaitAsync(_timeout, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            await stop.CancelAsync();
            throw TimedOut("did not answer");
        }
        catch (OperationCanceledException)
        {
            await stop.CancelAsync();
            throw;
        }
    }

    /// <summary>
    /// A connection can hang for ever. After ten times the timeout its thread is left alone and another clone is used, a few times.
    /// </summary>
    private void Abandon()
    {
        if (_abandoned == MostAbandoned || _time.GetElapsedTime(_startedAt) < 10 * _timeout)
            throw TimedOut("has still not answered");
        _abandoned++;
    }

    private SourceException TimedOut(string what) => new(
        SourceFailure.TimedOut,
        $"{address.Url} {what} after {_time.GetElapsedTime(_startedAt).TotalSeconds:0} s; the last good desired state stays in force");

    private GitClone Clone()
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.ToString())))[..12];
        var folder = Path.Combine(dataFolder, $"desired-{name}{(_abandoned == 0 ? "" : $"-{_abandoned}")}.git");
        return new GitClone(folder, address, credentials);
    }

    private SourceRevision Read(GitClone clone, SourceRevision? last, bool expectsNews, CancellationToken cancellation)
    {
        try
        {
            Directory.CreateDirectory(dataFolder);
            if (expectsNews && last is not null && News(clone, last, cancellation) is { } news)
                return news;
            return RemoteTip() is var tip && last?.Commit == tip ? last : clone.Read(last?.Commit, cancellation);
        }
        catch (LibGit2SharpException error)
        {
            cancellation.ThrowIfCancellationRequested();
            var reason = error.Message.TrimEnd('.');
            throw new SourceException(
                SourceFailure.Unreachable, $"{address.Url} cannot be read: {reason}; the last good desired state stays in force", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SourceException(
                SourceFailure.Unreadable,
                $"the clone in {dataFolder} cannot be kept: {error.Message.TrimEnd('.')}; PUBLICAN_DATA must be a folder that can be written",
                error);
        }
    }

    /// <summary>A connection to a Git host is most of what a poll costs: where something new is expected, one is enough.</summary>
    /// <returns>Null when there was nothing new, or no answer: then the usual way finds out what is the matter.</returns>
    private static SourceRevision? News(GitClone clone, SourceRevision last, CancellationToken cancellation)
    {
        try
        {
            return clone.Fetch(last.Commit, cancellation) is var fetched && fetched.Commit != last.Commit ? fetched : null;
        }
        catch (LibGit2SharpException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private string RemoteTip()
    {
        var references = Repository.ListRemoteReferences(address.Url, credentials?.Handler).ToList();
        var branches = references.Where(reference => reference.IsLocalBranch).ToList();
        if (branches.Count == 0)
            throw new SourceException(SourceFailure.EmptyRepository, $"{address.Url} is empty; push the branch {address.Branch}");
        return branches.Find(branch => branch.CanonicalName == $"refs/heads/{address.Branch}")?.TargetIdentifier
            ?? throw new SourceException(
                SourceFailure.BranchMissing,
                $"{address.Url} has no branch {address.Branch} (but {Names(branches)}); " +
                "the last good desired state stays in force, push the branch again");
    }

    private static string Names(List<Reference> branches) =>
        string.Join(", ", branches.Take(5).Select(branch => branch.CanonicalName["refs/heads/".Length..])) + (branches.Count > 5 ? ", …" : "");
}
