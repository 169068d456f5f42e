using System.Diagnostics;
using System.Text;
using System.Threading.Channels;
using Publican.Sources;

namespace Publican.Tests.Sources;

public sealed class DirectorySourceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("publican-dir-").FullName;
    private readonly Waits _time = new();
    private readonly DirectorySource _source;

    public DirectorySourceTests() => _source = new DirectorySource(new DirectoryAddress(_folder), _time);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_same_files_count_as_in_a_commit()
    {
        Write("b.yaml", "two");
        Write("a.yml", "one");
        Write("sub/c.yaml", "three");
        Write("README.md", "no");
        Write("schema/s.yaml", "no");
        Write(".git/config.yaml", "no");
        Write("a.yml~", "no");
        File.CreateSymbolicLink(Path.Combine(_folder, ".#b.yaml"), "ada@host.1234");

        var revision = await ReadAsync();

        Assert.Equal(["a.yml=one", "b.yaml=two", "sub/c.yaml=three"], revision.Files.Select(file => $"{file.Path}={Encoding.UTF8.GetString(file.Content.Span)}"));
        Assert.Matches("^[0-9a-f]{40}$", revision.Commit);
    }

    [Fact]
    public async Task The_revision_is_the_content()
    {
        Write("a.yaml", "one");
        var first = await ReadAsync();
        Assert.Same(first, await ReadAsync());

        Write("a.yaml", "two");
        var second = await ReadAsync();
        Assert.NotEqual(first.Commit, second.Commit);

        Write("a.yaml", "one");
        Assert.Equal(first.Commit, (await ReadAsync()).Commit);
        File.Move(Path.Combine(_folder, "a.yaml"), Path.Combine(_folder, "b.yaml"));
        Assert.NotEqual(first.Commit, (await ReadAsync()).Commit);
    }

    [Fact]
    public async Task Files_that_are_being_written_count_when_they_stand_still()
    {
        Write("a.yaml", "old");
        await ReadAsync();
        Write("a.yaml", "new, and b is not there y");

        var read = _source.ReadAsync(TestContext.Current.CancellationToken);
        await StepAsync(read, () => Write("b.yaml", "half"));
        await StepAsync(read, () => Write("b.yaml", "half, and then whole"));
        while (!read.IsCompleted)
            await StepAsync(read, () => { });

        Assert.Equal("half, and then whole", Encoding.UTF8.GetString((await read).Files[1].Content.Span));
    }

    [Fact]
    public async Task Files_that_never_stand_still_are_not_taken()
    {
        var count = 0;
        Write("a.yaml", "0");
        var read = _source.ReadAsync(TestContext.Current.CancellationToken);
        while (!read.IsCompleted)
            await StepAsync(read, () => Write("a.yaml", $"{++count}"));

        var error = await Assert.ThrowsAsync<SourceException>(() => read);
        Assert.Equal(SourceFailure.Changing, error.Failure);
        Assert.Contains($"{_folder} is being written", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_outside_that_is_extended_belongs_to_the_revision()
    {
        Directory.CreateDirectory(Path.Combine(_folder, ".git"));
        Write("base/web.yaml", "one");
        Write("local/web.yaml", "extends: ../base/web.yaml");
        var source = new DirectorySource(new DirectoryAddress(Path.Combine(_folder, "local")), _time);
        var first = await ReadAsync(source);
        Assert.Equal("../base/web.yaml", Assert.Single(first.Bases).Path);

        Write("base/web.yaml", "two");

        Assert.NotEqual(first.Commit, (await ReadAsync(source)).Commit);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_an_error_until_it_is()
    {
        var source = new DirectorySource(new DirectoryAddress(Path.Combine(_folder, "local")), _time);
        var error = await Assert.ThrowsAsync<SourceException>(() => source.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Equal((SourceFailure.PathMissing, true), (error.Failure, error.Message.Contains("/local is not there", StringComparison.Ordinal)));

        Write("local", "a file");
        Assert.Contains("is not a folder", (await Assert.ThrowsAsync<SourceException>(() => source.ReadAsync(TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);

        File.Delete(Path.Combine(_folder, "local"));
        Write("local/a.yaml", "one");
        Assert.Single((await ReadAsync(source)).Files);
    }

    [Fact]
    public async Task A_large_file_a_link_and_a_pipe_are_errors_of_those_files_alone()
    {
        Write("fine.yaml", "fine");
        Write("large.yaml", new string('#', 2 * 1024 * 1024));
        File.CreateSymbolicLink(Path.Combine(_folder, "link.yaml"), "/etc/passwd");
        Directory.CreateSymbolicLink(Path.Combine(_folder, "elsewhere"), "/etc");
        using (var mkfifo = Process.Start("mkfifo", Path.Combine(_folder, "pipe.yaml")))
            await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);

        var files = (await ReadAsync()).Files;

        Assert.Equal(["fine.yaml", "large.yaml", "link.yaml", "pipe.yaml"], files.Select(file => file.Path));
        Assert.Equal([null, SourceFile.TooLarge(2 * 1024 * 1024), "symbolic links are not followed; commit the file itself", null], files.Select(file => file.Problem));
        Assert.True(files[3].Content.IsEmpty);
    }

    [Fact]
    public async Task More_files_than_an_environment_has_are_refused_as_a_whole()
    {
        for (var file = 0; file <= 1000; file++)
            Write($"{file}.yaml", "");

        var error = await Assert.ThrowsAsync<SourceException>(() => _source.ReadAsync(TestContext.Current.CancellationToken));

        Assert.Equal((SourceFailure.TooLarge, "more than 1000 files or 16 MiB of YAML: that is no environment's folder; check the path"), (error.Failure, error.Message));
    }

    private void Write(string path, string content)
    {
        var file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }

    private Task<SourceRevision> ReadAsync() => ReadAsync(_source);

    private async Task<SourceRevision> ReadAsync(DirectorySource source)
    {
        var read = source.ReadAsync(TestContext.Current.CancellationToken);
        while (!read.IsCompleted)
            await StepAsync(read, () => { });
        return await read;
    }

    /// <summary>Does something while the source waits for its next read, and then lets it read.</summary>
    private async Task StepAsync(Task read, Action meanwhile)
    {
        if (await _time.NextAsync(read) is not { } wake)
            return;
        meanwhile();
        wake();
    }

    /// <summary>A clock on which a wait ends when the test says so.</summary>
    private sealed class Waits : TimeProvider
    {
        private readonly Channel<Action> _waits = Channel.CreateUnbounded<Action>();

        /// <returns>What ends the wait; null when there is none any more.</returns>
        public async Task<Action?> NextAsync(Task over)
        {
            await Task.WhenAny(over, _waits.Reader.WaitToReadAsync().AsTask());
            return _waits.Reader.TryRead(out var wake) ? wake : null;
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Assert.Equal(DirectorySource.Apart, dueTime);
            _waits.Writer.TryWrite(() => callback(state));
            return new NoTimer();
        }
    }

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
