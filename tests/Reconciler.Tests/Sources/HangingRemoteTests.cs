using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Publican.Sources;

namespace Publican.Tests.Sources;

public sealed class HangingRemoteTests : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private readonly TcpListener _remote = new(IPAddress.Loopback, 0);
    private readonly FakeTimeProvider _time = new();
    private readonly string _data = Directory.CreateTempSubdirectory("publican-hang-").FullName;

    public HangingRemoteTests() => _remote.Start();

    public void Dispose()
    {
        _remote.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task A_remote_that_accepts_and_never_answers_holds_nobody_up()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var source = Source();
        var first = source.ReadAsync(cancellation);
        using (var connection = await _remote.AcceptSocketAsync(cancellation))
        {
            _time.Advance(Timeout);
            Assert.Equal(SourceFailure.TimedOut, (await Assert.ThrowsAsync<SourceException>(() => first)).Failure);

            // The thread still hangs: no second one is started, and the answer comes at once.
            var error = await Assert.ThrowsAsync<SourceException>(() => source.ReadAsync(cancellation));
            Assert.Contains("has still not answered after 60 s", error.Message, StringComparison.Ordinal);
            Assert.False(_remote.Pending());

            // After ten times the timeout it is left alone.
            _time.Advance(Timeout * 10);
            var second = source.ReadAsync(cancellation);
            using var other = await _remote.AcceptSocketAsync(cancellation);
            other.Close();
            Assert.Equal(SourceFailure.Unreachable, (await Assert.ThrowsAsync<SourceException>(() => second)).Failure);
        }
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_let_go_at_once()
    {
        using var givesUp = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var read = Source().ReadAsync(givesUp.Token);
        using var connection = await _remote.AcceptSocketAsync(givesUp.Token);

        await givesUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
    }

    private GitSource Source() => new(new GitAddress($"https://127.0.0.1:{((IPEndPoint)_remote.LocalEndpoint).Port}/desired.git", "main", "local"), _data, null, Timeout, _time);
}
