using System.Text;
using Publican.Desired;
using Publican.Sources;
using Publican.Tests.Desired;

namespace Publican.Tests.Sources;

public sealed class GitSourceTests : IDisposable
{
    private readonly RemoteRepository _remote = new();

    public void Dispose() => _remote.Dispose();

    [Fact]
    public async Task A_poll_sees_the_newest_commit_and_only_the_files_of_its_folder()
    {
        var source = Source();
        var first = _remote.Commit("main", null, ("local/a.yaml", "one"));
        Assert.Equal(first, (await Read(source)).Commit);

        var second = _remote.Commit("main", first,
            ("local/a.yaml", "two"), ("local/sub/b.yml", "three"), ("local/README.md", "no"), ("local/schema/s.yaml", "no"), ("production/a.yaml", "no"), ("top.yaml", "no"));
        var revision = await Read(source);

        Assert.Equal(second, revision.Commit);
        Assert.False(revision.HistoryRewritten);
        Assert.Equal(["a.yaml=two", "sub/b.yml=three"], revision.Files.Select(Text));
        Assert.Equal(("Ada", "Change the beer", 2024), (revision.Author, revision.Message, revision.When.Year));
    }

    [Fact]
    public async Task An_unchanged_commit_is_the_same_revision()
    {
        var source = Source();
        _remote.Commit("main", null, ("local/a.yaml", "one"));

        Assert.Same(await Read(source), await Read(source));
    }

    [Fact]
    public async Task A_force_push_is_a_new_revision_that_says_so()
    {
        var source = Source();
        var first = _remote.Commit("main", null, ("local/a.yaml", "one"));
        await Read(source);

        var forced = _remote.Commit("main", null, ("local/a.yaml", "other"));
        var revision = await Read(source);
        Assert.Equal((forced, true), (revision.Commit, revision.HistoryRewritten));
        Assert.Same(revision, await Read(source));

        _remote.Commit("main", forced, ("local/a.yaml", "next"));
        Assert.False((await Read(source)).HistoryRewritten);

        // Back to an older commit is a rewrite too, although it is known.
        _remote.Commit("main", first, ("local/a.yaml", "back"));
        Assert.True((await Read(source)).HistoryRewritten);
    }

    [Fact]
    public async Task A_force_push_while_Publican_was_down_is_seen_after_the_restart()
    {
        _remote.Commit("main", null, ("local/a.yaml", "one"));
        await Read(Source());
        _remote.Commit("main", null, ("local/a.yaml", "other"));

        Assert.True((await Read(Source())).HistoryRewritten);
        Assert.False((await Read(Source())).HistoryRewritten);
    }

    [Fact]
    public async Task A_force_push_to_something_invalid_is_read_and_refused_as_a_whole()
    {
        var source = Source();
        _remote.Commit("main", null, ("local/all.yaml", Revisions.Environment));
        Assert.True(DesiredReader.Read(await Read(source), null).IsValid);

        _remote.Commit("main", null, ("local/all.yaml", Revisions.Environment.Replace("region", "regoin", StringComparison.Ordinal)));
        var revision = await Read(source);

        Assert.True(revision.HistoryRewritten);
        Assert.Contains(DesiredReader.Read(revision, null).Errors, error => error is { File: "all.yaml", Line: 4, Key: "spec.regoin" });
    }

    [Fact]
    public async Task An_empty_repository_is_told_from_a_deleted_branch()
    {
        var source = Source();
        Assert.Equal(SourceFailure.EmptyRepository, await Failure(source));

        var commit = _remote.Commit("main", null, ("local/a.yaml", "one"));
        _remote.Commit("other", null, ("local/a.yaml", "one"));
        var before = await Read(source);
        _remote.DeleteBranch("main");
        var error = await Assert.ThrowsAsync<SourceException>(() => Read(source));
        Assert.Equal(SourceFailure.BranchMissing, error.Failure);
        Assert.Contains("has no branch main (but other)", error.Message, StringComparison.Ordinal);

        _remote.Commit("main", null, ("local/a.yaml", "one"));
        Assert.Equal(commit, before.Commit);
        Assert.Same(before, await Read(source));
    }

    [Fact]
    public async Task A_missing_folder_is_an_error_and_a_file_in_its_place_too()
    {
        var source = Source();
        var first = _remote.Commit("main", null, ("production/a.yaml", "one"));
        Assert.Equal(SourceFailure.PathMissing, await Failure(source));

        var second = _remote.Commit("main", first, ("local", "a file"));
        Assert.Equal(SourceFailure.PathMissing, await Failure(source));

        _remote.Commit("main", second, ("local/a.yaml", "one"));
        Assert.Single((await Read(source)).Files);
    }

    [Fact]
    public async Task The_root_can_be_the_folder()
    {
        _remote.Commit("main", null, ("a.yaml", "one"));

        Assert.Equal("a.yaml=one", Text(Assert.Single((await Read(Source(""))).Files)));
    }

    [Fact]
    public async Task A_large_file_a_link_and_binary_junk_are_errors_of_those_files_alone()
    {
        var source = Source();
        var first = _remote.Commit("main", null, ("local/large.yaml", new byte[2 * 1024 * 1024]), ("local/junk.yaml", [0xff, 0, 0xfe]), ("local/fine.yaml", "fine"u8.ToArray()));
        var files = (await Read(source)).Files;

        Assert.Equal(["fine.yaml", "junk.yaml", "large.yaml"], files.Select(file => file.Path));
        Assert.Equal([null, null, SourceFile.TooLarge(2 * 1024 * 1024)], files.Select(file => file.Problem));
        Assert.Equal([0xff, 0, 0xfe], files[1].Content.ToArray());

        _remote.CommitLink("main", "local/link.yaml", "/etc/passwd");
        Assert.Equal("symbolic links are not followed; commit the file itself", Assert.Single((await Read(source)).Files).Problem);
        Assert.NotEqual(first, (await Read(source)).Commit);
    }

    [Fact]
    public async Task A_repository_that_is_not_there_is_unreachable_until_it_is()
    {
        var source = new GitSource(new GitAddress(_remote.Url + "-elsewhere", "main", "local"), _remote.Data);
        Assert.Equal(SourceFailure.Unreachable, await Failure(source));

        _remote.Commit("main", null, ("local/a.yaml", "one"));
        Directory.Move(_remote.Url, _remote.Url + "-elsewhere");
        Assert.Single((await Read(source)).Files);
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("objects")]
    [InlineData("config")]
    [InlineData("refs")]
    public async Task A_broken_clone_is_replaced_by_a_new_one(string part)
    {
        var source = Source();
        var first = _remote.Commit("main", null, ("local/a.yaml", "one"));
        await Read(source);
        Break(Path.Combine(_remote.Clone, part));

        _remote.Commit("main", first, ("local/a.yaml", "two"));
        var revision = await Read(source);

        Assert.Equal("a.yaml=two", Text(Assert.Single(revision.Files)));
        Assert.False(revision.HistoryRewritten);
        Assert.EndsWith(".git", _remote.Clone, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clone_whose_objects_were_cut_short_is_replaced_also_after_a_restart()
    {
        var first = _remote.Commit("main", null, ("local/a.yaml", "one"));
        await Read(Source());
        foreach (var file in Directory.EnumerateFiles(Path.Combine(_remote.Clone, "objects"), "*", SearchOption.AllDirectories))
        {
            File.Delete(file); // objects are read-only
            File.WriteAllBytes(file, []);
        }

        var revision = await Read(Source());

        Assert.Equal((first, false, "a.yaml=one"), (revision.Commit, revision.HistoryRewritten, Text(Assert.Single(revision.Files))));
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_made_is_said_so()
    {
        _remote.Commit("main", null, ("local/a.yaml", "one"));
        var file = Path.Combine(_remote.Url, "HEAD");

        Assert.Equal(SourceFailure.Unreadable, await Failure(new GitSource(new GitAddress(_remote.Url, "main", "local"), Path.Combine(file, "data"))));
    }

    private GitSource Source(string path = "local") => new(new GitAddress(_remote.Url, "main", path), _remote.Data);

    private static Task<SourceRevision> Read(GitSource source) => source.ReadAsync(TestContext.Current.CancellationToken);

    private static async Task<SourceFailure> Failure(GitSource source) => (await Assert.ThrowsAsync<SourceException>(() => Read(source))).Failure;

    private static string Text(SourceFile file) => $"{file.Path}={Encoding.UTF8.GetString(file.Content.Span)}";

    private static void Break(string path)
    {
        if (File.Exists(path)) File.WriteAllText(path, "junk");
        else Directory.Delete(path, recursive: true);
    }
}
