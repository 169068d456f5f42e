using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Publican.Sources;

namespace Publican.Tests.Sources;

public sealed class CredentialsTests : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly string _data = Directory.CreateTempSubdirectory("publican-credentials-").FullName;
    private readonly WebApplication _remote;

    public CredentialsTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        _remote = builder.Build();
        _remote.Run(Answer);
    }

    public async ValueTask DisposeAsync()
    {
        await _remote.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task Credentials_are_sent_to_a_remote_that_asks_and_never_shown()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await _remote.StartAsync(cancellation);
        var credentials = GitCredentials.From(name => name == "GIT_PASSWORD" ? "hunter2" : null);

        // Over http only here: the address that a person gives must be https.
        var source = new GitSource(new GitAddress($"{_remote.Urls.First()}/desired.git", "main", "local"), _data, credentials);
        var error = await Assert.ThrowsAsync<SourceException>(() => source.ReadAsync(cancellation));

        Assert.Contains("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("git:hunter2")), _asked);
        Assert.Equal(SourceFailure.Unreachable, error.Failure);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_remote_that_asks_for_credentials_nobody_gave_is_unreachable()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await _remote.StartAsync(cancellation);
        var source = new GitSource(new GitAddress($"{_remote.Urls.First()}/desired.git", "main", "local"), _data);

        var error = await Assert.ThrowsAsync<SourceException>(() => source.ReadAsync(cancellation));

        Assert.Equal(SourceFailure.Unreachable, error.Failure);
        Assert.Contains("authentication required", error.Message, StringComparison.Ordinal);
    }

    private Task Answer(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        if (authorization.Length > 0) _asked.Enqueue(authorization);
        context.Response.StatusCode = authorization.Length > 0 ? StatusCodes.Status404NotFound : StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"desired\"";
        return Task.CompletedTask;
    }
}
