using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Publican.Hooks;
using Publican.Loop;
using Publican.Sources;
using Publican.Stack;
using Publican.Tests.Sources;

namespace Publican.Tests.Hooks;

/// <summary>A Git host announces pushes over HTTP, to the whole reconciler with a real repository. Timed polls come once an hour: what is seen, the hook brought.</summary>
public sealed class GitHookTests : IAsyncLifetime
{
    private const string Secret = "a secret of forty-two characters, at least";
    private readonly RemoteRepository _remote = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 100 });
    private WebApplication? _app;
    private CountedSource _source = null!;
    private int _deliveries;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        _remote.Dispose();
    }

    [Fact]
    public async Task A_push_is_looked_at_at_once()
    {
        await StartAsync();
        var commit = _remote.Commit("main", null, ("local/a.yaml", "one"));

        var answer = await PushAsync("refs/heads/main");

        Assert.Equal((HttpStatusCode.Accepted, "the repository is being looked at\n"), answer);
        await Wait.UntilAsync("the commit was read", async () => (string?)(await StatusAsync())["commit"] == commit, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_push_to_another_branch_and_another_event_are_ignored_and_said_so()
    {
        await StartAsync();

        Assert.Equal((HttpStatusCode.OK, "ignored: the push is to refs/heads/other, and the desired state is read from refs/heads/main\n"), await PushAsync("refs/heads/other"));
        Assert.Equal((HttpStatusCode.OK, "ignored: the push is to refs/tags/main, and the desired state is read from refs/heads/main\n"), await PushAsync("refs/tags/main"));
        Assert.Equal((HttpStatusCode.OK, "ignored: the event is issues, and only push changes the desired state\n"), await SendAsync("""{"action": "opened"}""", kind: "issues"));
        Assert.Equal((HttpStatusCode.OK, "pong: pushes to main are looked at\n"), await SendAsync("""{"zen": "Keep it logically awesome."}""", kind: "ping"));
        Assert.Equal(1, _source.Reads);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha256=")]
    [InlineData("sha256=0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("sha1=00000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("sha256=not-hexadecimal-and-still-of-the-length-that-a-signature-has-her")]
    public async Task What_is_not_signed_is_refused(string? signature)
    {
        await StartAsync();

        var (status, body) = await SendAsync("""{"ref": "refs/heads/main"}""", sign: _ => signature);

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Contains("X-Hub-Signature-256 is missing or does not fit the body", body, StringComparison.Ordinal);
        Assert.Equal(1, _source.Reads);
    }

    [Fact]
    public async Task A_signature_of_another_body_or_with_another_secret_is_refused()
    {
        await StartAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync("""{"ref": "refs/heads/main"}""", sign: body => new WebhookSecret(Secret).Sign([.. body, (byte)' ']))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync("""{"ref": "refs/heads/main"}""", sign: body => new WebhookSecret(Secret + " ").Sign(body))).Status);
        Assert.Equal(1, _source.Reads);
    }

    /// <summary>The example of GitHub's documentation.</summary>
    [Fact]
    public void The_signature_is_GitHubs() => Assert.Equal(
        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", new WebhookSecret("It's a Secret to Everybody").Sign("Hello, World!"u8));

    [Fact]
    public async Task A_replay_is_refused_under_its_own_id_and_under_another_one()
    {
        await StartAsync();
        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync("""{"ref": "refs/heads/main", "n": 1}""", delivery: "first")).Status);

        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync("""{"ref": "refs/heads/main", "n": 1}""", delivery: "first")).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync("""{"ref": "refs/heads/main", "n": 1}""", delivery: "second")).Status);
        var (status, body) = await SendAsync("""{"ref": "refs/heads/main", "n": 2}""", delivery: "first");

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("the delivery first was here before", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"ref\": ", HttpStatusCode.BadRequest, "is no JSON object")]
    [InlineData("[\"ref\"]", HttpStatusCode.BadRequest, "is no JSON object")]
    [InlineData("{\"ref\": \"\\ud800\"}", HttpStatusCode.BadRequest, "is no JSON object")]
    [InlineData("", HttpStatusCode.BadRequest, "is no JSON object")]
    [InlineData("{\"ref\": 7}", HttpStatusCode.OK, "the push is to nothing")]
    [InlineData("{}", HttpStatusCode.OK, "the push is to nothing")]
    public async Task A_signed_body_that_says_nothing_brings_nothing_about(string body, HttpStatusCode status, string says)
    {
        await StartAsync();

        var answer = await SendAsync(body);

        Assert.Equal(status, answer.Status);
        Assert.Contains(says, answer.Body, StringComparison.Ordinal);
        Assert.Equal(1, _source.Reads);
    }

    [Fact]
    public async Task Headers_that_are_missing_and_forms_are_told_what_they_lack()
    {
        await StartAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync("""{"ref": "refs/heads/main", "n": 1}""", kind: "")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync("""{"ref": "refs/heads/main", "n": 2}""", delivery: "")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync("""{"ref": "refs/heads/main", "n": 3}""", delivery: new string('d', 101))).Status);
        var (status, body) = await SendAsync("payload=%7B%7D", type: "application/x-www-form-urlencoded");
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, true), (status, body.Contains("must be application/json", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task More_than_a_megabyte_is_not_read(bool says)
    {
        await StartAsync();
        var body = "{\"ref\": \"" + new string('a', GitHook.MostBytes) + "\"}";

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendAsync(body, chunked: !says)).Status);
    }

    [Theory]
    [InlineData(null, "git", "PUBLICAN_WEBHOOK_SECRET is not set")]
    [InlineData("", "git", "PUBLICAN_WEBHOOK_SECRET is not set")]
    [InlineData(Secret, "dir", "is not read from Git")]
    public async Task Without_a_secret_or_without_Git_nobody_is_believed(string? secret, string kind, string says)
    {
        await StartAsync(secret, kind == "dir" ? $"dir:{_remote.Url}" : null);

        var (status, body) = await PushAsync("refs/heads/main");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains(says, body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_thousand_pushes_at_once_are_one_look_and_one_more()
    {
        await StartAsync();
        var first = _source.Hold();
        Assert.Equal(HttpStatusCode.Accepted, (await PushAsync("refs/heads/main")).Status);
        await first.Reached;

        var answers = new ConcurrentDictionary<HttpStatusCode, int>();
        await Task.WhenAll(Enumerable.Range(0, 10_000).Select(async _ => answers.AddOrUpdate((await PushAsync("refs/heads/main")).Status, 1, (_, count) => count + 1)));
        Assert.Equal(10_000, answers.Where(answer => answer.Key is HttpStatusCode.Accepted or HttpStatusCode.TooManyRequests).Sum(answer => answer.Value));
        Assert.True(answers[HttpStatusCode.Accepted] > 100, $"only {answers[HttpStatusCode.Accepted]} were let in");
        Assert.Equal(2, _source.Reads);

        var commit = _remote.Commit("main", null, ("local/a.yaml", "one"));
        first.LetGo();
        await Wait.UntilAsync("the newest commit was read", async () => (string?)(await StatusAsync())["commit"] == commit, TimeSpan.FromSeconds(20));
        await Wait.UntilAsync("the look that all the others asked for has come", () => _source.Reads >= 3, TimeSpan.FromSeconds(20));
        Assert.Equal(3, _source.Reads);
    }

    /// <summary>Sixteen bodies are read at a time: who sends one without an end would keep a place for ever.</summary>
    [Fact]
    public async Task A_body_that_does_not_come_gives_its_place_back()
    {
        var clock = new FakeTimeProvider();
        using var signal = new PollSignal();
        using var hook = new GitHook((GitAddress)SourceAddress.Parse("git+file:///srv/desired.git#main:local"), new WebhookSecret(Secret), signal, clock, NullLogger<GitHook>.Instance);
        var answers = Enumerable.Range(0, 16).Select(_ =>
        {
            var request = new DefaultHttpContext().Request;
            (request.Body, request.Headers["X-Hub-Signature-256"]) = (new Pipe().Reader.AsStream(), "sha256=" + new string('0', 64));
            return hook.AnswerAsync(request, CancellationToken.None);
        }).ToList();
        Assert.DoesNotContain(answers, answer => answer.IsCompleted);
        clock.Advance(GitHook.LongestBody);

        foreach (var answer in answers)
            Assert.Equal(StatusCodes.Status408RequestTimeout, Assert.IsAssignableFrom<IStatusCodeHttpResult>(await answer.WaitAsync(TimeSpan.FromSeconds(20))).StatusCode);
    }

    [Fact]
    public async Task A_hook_is_asked_with_POST_only()
    {
        await StartAsync();

        using var answer = await _http.GetAsync(Url("/hooks/git"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    /// <summary>Until the first timed poll is over; the next one comes in an hour.</summary>
    private async Task StartAsync(string? secret = Secret, string? source = null)
    {
        var settings = ReconcilerSettings.From(name => name switch
        {
            "PUBLICAN_SOURCE" => source ?? $"git+{_remote.Url}#main:local",
            "PUBLICAN_DATA" => _remote.Data,
            "PUBLICAN_STATUS_URL" => "http://127.0.0.1:0",
            "PUBLICAN_POLL" => "3600",
            "PUBLICAN_WEBHOOK_SECRET" => secret,
            _ => null,
        });
        _source = new CountedSource(Composition.OpenSource(settings, _ => null, TimeProvider.System));
        _app = Composition.Build([], settings, _source);
        await _app.StartAsync(TestContext.Current.CancellationToken);
        await Wait.UntilAsync("the first poll is over", async () => (await StatusAsync())["errors"]!.AsArray().Count > 0, TimeSpan.FromSeconds(20));
    }

    private Uri Url(string path) => new(new Uri(_app!.Urls.First()), path);

    private async Task<JsonNode> StatusAsync() => JsonNode.Parse(await _http.GetStringAsync(Url("/api/v1/services"), TestContext.Current.CancellationToken))!;

    private Task<(HttpStatusCode Status, string Body)> PushAsync(string reference) =>
        SendAsync($$"""{"ref": "{{reference}}", "after": "{{Interlocked.Increment(ref _deliveries):x40}}"}""");

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(
        string body, string kind = "push", string? delivery = null, string type = "application/json", bool chunked = false, Func<byte[], string?>? sign = null)
    {
        var content = Encoding.UTF8.GetBytes(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, Url("/hooks/git")) { Content = new ByteArrayContent(content) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        request.Headers.TransferEncodingChunked = chunked;
        foreach (var (name, value) in new[]
        {
            ("X-Hub-Signature-256", sign is null ? new WebhookSecret(Secret).Sign(content) : sign(content)),
            ("X-GitHub-Event", kind), ("X-GitHub-Delivery", delivery ?? $"{Guid.NewGuid()}"),
        })
        {
            if (value is not null)
                request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The real source, counted, and held where a test wants it.</summary>
    private sealed class CountedSource(ISource source) : ISource
    {
        private Held? _held;
        private int _reads;

        public int Reads => Volatile.Read(ref _reads);

        /// <summary>The next read begins, and goes on when it is let go.</summary>
        public Held Hold() => _held = new Held();

        public Task<SourceRevision> ReadAsync(CancellationToken cancellationToken) => CountedAsync(() => source.ReadAsync(cancellationToken));

        public Task<SourceRevision> ReadNewsAsync(CancellationToken cancellationToken) => CountedAsync(() => source.ReadNewsAsync(cancellationToken));

        private async Task<SourceRevision> CountedAsync(Func<Task<SourceRevision>> read)
        {
            Interlocked.Increment(ref _reads);
            if (Interlocked.Exchange(ref _held, null) is { } held)
                await held.PassAsync();
            return await read();
        }
    }

    private sealed class Held
    {
        private readonly TaskCompletionSource _reached = new(), _over = new();

        public Task Reached => _reached.Task;

        public void LetGo() => _over.SetResult();

        public Task PassAsync()
        {
            _reached.SetResult();
            return _over.Task;
        }
    }
}
