using LibGit2Sharp;

namespace Publican.Sources;

/// <summary>A bare clone of one branch on this machine. It may be lost or broken at any time: then it is made anew from the remote.</summary>
internal sealed class GitClone(string folder, GitAddress address, GitCredentials? credentials)
{
    private const string Remote = "origin";
    private const string TipRef = "refs/publican/tip";

    /// <summary>What was read last, so that a force-push is also seen over a restart.</summary>
    private const string ReadRef = "refs/publican/read";

    /// <summary>As <see cref="Read(string?, CancellationToken)"/>, but a broken clone stays so.</summary>
    public SourceRevision Fetch(string previous, CancellationToken cancellation) => Read(folder, previous, cancellation);

    /// <param name="previous">The commit read last, where it is known.</param>
    public SourceRevision Read(string? previous, CancellationToken cancellation)
    {
        try
        {
            return Read(folder, previous, cancellation);
        }
        catch (LibGit2SharpException) when (!cancellation.IsCancellationRequested)
        {
            // The clone may be broken, or only the network. A second clone beside it tells: if it works, it takes the place.
            return Renew(previous, cancellation);
        }
    }

    private SourceRevision Renew(string? previous, CancellationToken cancellation)
    {
        var beside = folder + ".new";
        Delete(beside);
        var revision = Read(beside, previous ?? LastRead(), cancellation);
        Delete(folder);
        Directory.Move(beside, folder);
        return revision;
    }

    private SourceRevision Read(string at, string? previous, CancellationToken cancellation)
    {
        if (!Repository.IsValid(at))
        {
            Delete(at);
            Repository.Init(at, isBare: true);
        }

        using var repository = new Repository(at);
        if (repository.Network.Remotes[Remote] is null)
            repository.Network.Remotes.Add(Remote, address.Url);
        // The leading + takes a force-push as it is.
        Commands.Fetch(repository, Remote, [$"+refs/heads/{address.Branch}:{TipRef}"], Options(cancellation), null);
        var commit = repository.Lookup<Commit>(TipRef)
            ?? throw new NotFoundException($"{address.Branch} was fetched, but its commit is not in the clone");
        previous ??= repository.Refs[ReadRef]?.TargetIdentifier;
        var files = GitTree.Files(commit, address.Path);
        var revision = new SourceRevision(commit.Sha, files, IsRewritten(repository, previous, commit))
        {
            Bases = GitBases.Of(commit, address.Path, files),
            Author = commit.Author.Name,
            Message = commit.MessageShort,
            When = commit.Author.When,
        };
        repository.Refs.Add(ReadRef, commit.Id, allowOverwrite: true);
        return revision;
    }

    /// <summary>A commit that the clone does not have cannot be an ancestor: only this branch was ever fetched, with its whole history.</summary>
    private static bool IsRewritten(Repository repository, string? previous, Commit commit) => previous is not null
        && (repository.Lookup<Commit>(previous) is not { } before || repository.ObjectDatabase.FindMergeBase(before, commit)?.Sha != before.Sha);

    private FetchOptions Options(CancellationToken cancellation) => new()
    {
        TagFetchMode = TagFetchMode.None,
        OnTransferProgress = _ => !cancellation.IsCancellationRequested,
        OnProgress = _ => !cancellation.IsCancellationRequested,
        CredentialsProvider = credentials?.Handler,
    };

    private string? LastRead()
    {
        var file = Path.Combine(folder, ReadRef);
        return File.Exists(file) && File.ReadAllText(file).Trim() is { Length: 40 } commit ? commit : null;
    }

    private static void Delete(string at)
    {
        if (Directory.Exists(at))
            Directory.Delete(at, recursive: true);
        else
            File.Delete(at);
    }
}
