using System.Text;
using LibGit2Sharp;

namespace Publican.Tests.Sources;

/// <summary>A real bare repository in a folder of its own, with a data folder for the clone beside it.</summary>
internal sealed class RemoteRepository : IDisposable
{
    private static readonly Signature Author = new("Ada", "ada@example.com", new DateTimeOffset(2024, 5, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly string _root = Directory.CreateTempSubdirectory("publican-git-").FullName;
    private readonly Repository _repository;

    public RemoteRepository() => _repository = new Repository(Repository.Init(Url, isBare: true));

    public string Url => Path.Combine(_root, "remote.git");

    public string Data => Path.Combine(_root, "data");

    public string Clone => Assert.Single(Directory.EnumerateDirectories(Data));

    /// <summary>Commits exactly these files on a branch.</summary>
    /// <param name="after">The parent; without one the branch starts anew, which is a force-push if it was there.</param>
    public string Commit(string branch, string? after, params (string Path, byte[] Content)[] files)
    {
        var tree = new TreeDefinition();
        foreach (var (path, content) in files)
            tree.Add(path, _repository.ObjectDatabase.CreateBlob(new MemoryStream(content)), Mode.NonExecutableFile);
        return Commit(branch, after, tree);
    }

    public string Commit(string branch, string? after, params (string Path, string Content)[] files) =>
        Commit(branch, after, [.. files.Select(file => (file.Path, Encoding.UTF8.GetBytes(file.Content)))]);

    public string CommitLink(string branch, string path, string target)
    {
        var blob = _repository.ObjectDatabase.CreateBlob(new MemoryStream(Encoding.UTF8.GetBytes(target)));
        return Commit(branch, null, new TreeDefinition().Add(path, blob, Mode.SymbolicLink));
    }

    public void DeleteBranch(string branch) => _repository.Refs.Remove($"refs/heads/{branch}");

    public void Dispose()
    {
        _repository.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private string Commit(string branch, string? after, TreeDefinition tree)
    {
        var parents = after is null ? [] : new[] { _repository.Lookup<Commit>(after) };
        var commit = _repository.ObjectDatabase.CreateCommit(Author, Author, "Change the beer\n\nBecause.", _repository.ObjectDatabase.CreateTree(tree), parents, prettifyMessage: false);
        _repository.Refs.Add($"refs/heads/{branch}", commit.Id, allowOverwrite: true);
        return commit.Sha;
    }
}
