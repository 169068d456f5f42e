namespace Publican.Sources;

/// <summary>
/// A folder of this machine, for development. Nothing says when somebody has finished writing it, so a set of files counts
/// only once it was read twice and stood still in between.
/// </summary>
public sealed class DirectorySource(DirectoryAddress address, TimeProvider? time = null) : ISource
{
    private const int MostReads = 10;
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private SourceRevision? _last;

    /// <summary>Between two reads that must agree.</summary>
    public static TimeSpan Apart { get; } = TimeSpan.FromMilliseconds(200);

    public async Task<SourceRevision> ReadAsync(CancellationToken cancellationToken)
    {
        string? before = null;
        for (var read = 0; read < MostReads; read++)
        {
            // On a thread of the pool: files are read synchronously.
            if (await Task.Run(ReadOnce, cancellationToken) is not { } found)
                before = null;
            else if (found.Commit == _last?.Commit)
                return _last;
            else if (found.Commit == before)
                return _last = found;
            else
                before = found.Commit;
            await Task.Delay(Apart, _time, cancellationToken);
        }

        throw new SourceException(
            SourceFailure.Changing,
            $"{address.Folder} is being written: its files changed between any two of {MostReads} reads; the last good desired state stays in force until they stand still");
    }

    /// <returns>Null when a file went away while it was read.</returns>
    private SourceRevision? ReadOnce()
    {
        if (!Directory.Exists(address.Folder))
        {
            throw new SourceException(
                SourceFailure.PathMissing,
                $"{address.Folder} {(File.Exists(address.Folder) ? "is not a folder" : "is not there")}; the last good desired state stays in force, make the folder or correct the path");
        }

        try
        {
            var files = FolderTree.Files(address.Folder);
            var bases = FolderBases.Of(address.Folder, files);
            return new SourceRevision(ContentHash.Of(files.Concat(bases)), files, HistoryRewritten: false) { Bases = bases };
        }
        catch (Exception error) when ((error.InnerException ?? error) is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SourceException(
                SourceFailure.Unreadable, $"what {address.Folder} extends cannot be read: {error.Message.TrimEnd('.')}; the last good desired state stays in force", error);
        }
    }
}
