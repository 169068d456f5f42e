using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Publican.Sources;
using Publican.Stack;

namespace Publican.Tests.Sources;

/// <summary>What a hook announces is fetched over one connection; what is not there after all is found out in the usual way. Git's own server, behind a counter of connections.</summary>
public sealed class GitNewsTests : IAsyncLifetime
{
    private readonly RemoteRepository _remote = new();
    private readonly TcpListener _counter = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly int _port = FreePort.Next();
    private ManagedProcess _daemon = null!;
    private Task _relaying = Task.CompletedTask;
    private int _connections;

    public async ValueTask InitializeAsync()
    {
        // Itself and not through git, so that it ends with this process whatever happens.
        using var git = Process.Start(new ProcessStartInfo("git", "--exec-path") { RedirectStandardOutput = true })!;
        var programs = (await git.StandardOutput.ReadToEndAsync()).Trim();
        _daemon = await ManagedProcess.StartAsync(
            "git daemon", Path.Combine(programs, "git-daemon"), ["--listen=127.0.0.1", $"--port={_port}", "--reuseaddr", "--export-all", $"--base-path={Path.GetDirectoryName(_remote.Url)}"]);
        await Wait.UntilAsync("git daemon listens", () => !FreePort.IsFree(_port) || _daemon.HasExited, TimeSpan.FromSeconds(20), () => _daemon.Output);
        _counter.Start();
        _relaying = RelayAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _counter.Stop();
        await _relaying;
        await _daemon.StopAsync(TimeSpan.FromSeconds(10));
        await _daemon.DisposeAsync();
        _over.Dispose();
        _remote.Dispose();
    }

    [Fact]
    public async Task Announced_news_cost_one_connection_and_a_poll_that_finds_them_two()
    {
        var source = Source();
        var first = _remote.Commit("main", null, ("local/a.yaml", "one"));
        await source.ReadAsync(TestContext.Current.CancellationToken);

        var second = _remote.Commit("main", first, ("local/a.yaml", "two"));
        Assert.Equal((second, 1), await CountedAsync(source.ReadNewsAsync));
        var third = _remote.Commit("main", second, ("local/a.yaml", "three"));
        Assert.Equal((third, 2), await CountedAsync(source.ReadAsync));
        Assert.Equal((third, 1), await CountedAsync(source.ReadAsync));
    }

    [Fact]
    public async Task Announced_news_that_are_none_are_the_revision_of_before()
    {
        var source = Source();
        _remote.Commit("main", null, ("local/a.yaml", "one"));
        var before = await source.ReadNewsAsync(TestContext.Current.CancellationToken);

        Assert.Same(before, await source.ReadNewsAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_branch_that_was_deleted_and_a_force_push_are_seen_as_ever()
    {
        var source = Source();
        _remote.Commit("main", null, ("local/a.yaml", "one"));
        _remote.Commit("other", null, ("local/a.yaml", "one"));
        await source.ReadAsync(TestContext.Current.CancellationToken);

        _remote.Commit("main", null, ("local/a.yaml", "forced"));
        Assert.True((await source.ReadNewsAsync(TestContext.Current.CancellationToken)).HistoryRewritten);
        _remote.DeleteBranch("main");

        Assert.Equal(SourceFailure.BranchMissing, (await Assert.ThrowsAsync<SourceException>(() => source.ReadNewsAsync(TestContext.Current.CancellationToken))).Failure);
    }

    [Fact]
    public async Task A_clone_that_broke_meanwhile_is_replaced()
    {
        var source = Source();
        var first = _remote.Commit("main", null, ("local/a.yaml", "one"));
        await source.ReadAsync(TestContext.Current.CancellationToken);
        Directory.Delete(Path.Combine(_remote.Clone, "objects"), recursive: true);

        var second = _remote.Commit("main", first, ("local/a.yaml", "two"));

        Assert.Equal(second, (await source.ReadNewsAsync(TestContext.Current.CancellationToken)).Commit);
    }

    private GitSource Source() => new(new GitAddress($"git://127.0.0.1:{((IPEndPoint)_counter.LocalEndpoint).Port}/remote.git", "main", "local"), _remote.Data);

    private async Task<(string Commit, int Connections)> CountedAsync(Func<CancellationToken, Task<SourceRevision>> read)
    {
        Volatile.Write(ref _connections, 0);
        var revision = await read(TestContext.Current.CancellationToken);
        return (revision.Commit, Volatile.Read(ref _connections));
    }

    private async Task RelayAsync()
    {
        var relays = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _counter.AcceptTcpClientAsync(_over.Token);
                Interlocked.Increment(ref _connections);
                relays.Add(PassOnAsync(client));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(relays);
        }
    }

    private async Task PassOnAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            await server.ConnectAsync(IPAddress.Loopback, _port);
            await Task.WhenAny(client.GetStream().CopyToAsync(server.GetStream()), server.GetStream().CopyToAsync(client.GetStream()));
        }
    }
}
