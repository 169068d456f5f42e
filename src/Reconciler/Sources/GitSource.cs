using System.Collections.Immutable;
using LibGit2Sharp;
using LibGit2Sharp.Handlers;

namespace Publican.Sources;

/// <summary>
/// Polls one branch of a Git repository. Keeps a bare clone and reads files straight from the commit: there is no
/// working copy that could be half-written.
/// </summary>
public sealed class GitSource(SourceAddress address, string dataFolder, GitCredentials? credentials = null) : ISource
{
    private static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(60);
    private readonly string _clone = Path.Combine(dataFolder, "desired-state.git");
    private SourceRevision? _last;

    public async Task<SourceRevision> ReadAsync(CancellationToken cancellationToken)
    {
        // LibGit2 blocks. A fetch that hangs is left behind on its thread instead of holding up the poll for ever.
        var reading = Task.Run(() => Read(cancellationToken), cancellationToken);
        try
        {
            return _last = await reading.WaitAsync(FetchTimeout, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new SourceException(SourceFailure.TimedOut, $"{address.Url} did not answer within {FetchTimeout.TotalSeconds:0} s");
        }
    }

    private SourceRevision Read(CancellationToken cancel)
    {
        try
        {
            return ReadFrom(cancel);
        }
        catch (LibGit2SharpException error) when (error is not UserCancelledException && Directory.Exists(_clone) && !IsRemoteFault(error))
        {
            // A clone that a crash left broken is worth nothing; the next one is made from scratch.
            Directory.Delete(_clone, recursive: true);
            return Again(cancel);
        }
        catch (LibGit2SharpException error)
        {
            throw new SourceException(SourceFailure.Unreachable, $"{address.Url} cannot be read: {error.Message}", error);
        }
    }

    private SourceRevision Again(CancellationToken cancel)
    {
        try
        {
            return ReadFrom(cancel);
        }
        catch (LibGit2SharpException error)
        {
            throw new SourceException(SourceFailure.Unreachable, $"{address.Url} cannot be read: {error.Message}", error);
        }
    }

    private static bool IsRemoteFault(LibGit2SharpException error) =>
        error.Message.Contains("failed to resolve path", StringComparison.OrdinalIgnoreCase)
        || error.Message.Contains("unsupported URL", StringComparison.OrdinalIgnoreCase)
        || error.Message.Contains("authentication", StringComparison.OrdinalIgnoreCase)
        || error.Message.Contains("failed to connect", StringComparison.OrdinalIgnoreCase);

    private SourceRevision ReadFrom(CancellationToken cancel)
    {
        if (!Repository.IsValid(_clone))
        {
            if (Directory.Exists(_clone))
                Directory.Delete(_clone, recursive: true);
            Directory.CreateDirectory(_clone);
            Repository.Init(_clone, isBare: true);
        }

        using var repository = new Repository(_clone);
        if (repository.Network.Remotes["origin"]?.Url != address.Url)
        {
            repository.Network.Remotes.Remove("origin");
            repository.Network.Remotes.Add("origin", address.Url);
        }

        Commands.Fetch(repository, "origin", ["+refs/heads/*:refs/remotes/origin/*"], Options(cancel), null);
        var commit = repository.Branches[$"origin/{address.Branch}"]?.Tip ?? throw (repository.Branches.Any()
            ? new SourceException(SourceFailure.BranchMissing, $"{address.Url} has no branch '{address.Branch}' (it has: {string.Join(", ", repository.Branches.Select(branch => branch.FriendlyName.Split('/', 2)[^1]))})")
            : new SourceException(SourceFailure.EmptyRepository, $"{address.Url} is empty: it has no branch '{address.Branch}'"));
        if (_last is { } last && last.Commit == commit.Sha)
            return last;
        return new SourceRevision(commit.Sha, Files(commit), IsRewritten(repository, commit))
        {
            Author = commit.Author.Name,
            Message = commit.MessageShort,
            When = commit.Author.When,
        };
    }

    private FetchOptions Options(CancellationToken cancel) => new()
    {
        Prune = true,
        TagFetchMode = TagFetchMode.None,
        OnTransferProgress = _ => !cancel.IsCancellationRequested,
        CredentialsProvider = credentials is { } known
            ? new CredentialsHandler((_, _, _) => new UsernamePasswordCredentials { Username = known.Username, Password = known.Password })
            : null,
    };

    private bool IsRewritten(Repository repository, Commit commit) =>
        _last is { } last && (repository.Lookup<Commit>(last.Commit) is not { } before || repository.ObjectDatabase.FindMergeBase(before, commit)?.Sha != before.Sha);

    private ImmutableArray<SourceFile> Files(Commit commit)
    {
        var tree = address.Path.Length == 0 ? commit.Tree : commit[address.Path]?.Target as Tree;
        if (tree is null)
            throw new SourceException(SourceFailure.PathMissing, $"commit {commit.Sha[..10]} of {address.Url} has no folder '{address.Path}'");
        var files = ImmutableArray.CreateBuilder<SourceFile>();
        Walk(tree, "", files);
        return [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
    }

    private static void Walk(Tree tree, string prefix, ImmutableArray<SourceFile>.Builder files)
    {
        foreach (var entry in tree)
        {
            if (entry.Target is Tree folder && entry.Name != "schema")
                Walk(folder, $"{prefix}{entry.Name}/", files);
            else if (entry.Target is Blob blob && (entry.Name.EndsWith(".yaml", StringComparison.Ordinal) || entry.Name.EndsWith(".yml", StringComparison.Ordinal)))
                files.Add(Read(prefix + entry.Name, blob));
        }
    }

    private static SourceFile Read(string path, Blob blob)
    {
        if (blob.Size > SourceFile.MaxBytes)
            return SourceFile.Unread(path, SourceFile.TooLarge(blob.Size));
        using var content = blob.GetContentStream();
        using var copy = new MemoryStream();
        content.CopyTo(copy);
        return new SourceFile(path, copy.ToArray());
    }
}

/// <summary>For https remotes: GIT_USERNAME and GIT_PASSWORD.</summary>
public sealed record GitCredentials(string Username, string Password);
