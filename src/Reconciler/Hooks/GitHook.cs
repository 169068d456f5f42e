using System.Text.Json;
using System.Threading.RateLimiting;
using Publican.Sources;

namespace Publican.Hooks;

/// <summary>
/// <c>POST /hooks/git</c>: a Git host says that somebody pushed. It decides nothing and carries no state: it only makes Publican look at
/// the repository now instead of at the next poll. Everybody on the network may ask, so nothing is believed before the signature
/// is, and what is read before that is bounded.
/// </summary>
/// <param name="address">Null where the source is not Git.</param>
/// <param name="secret">Null where none is configured: then nobody can be believed.</param>
public sealed partial class GitHook(GitAddress? address, WebhookSecret? secret, PollSignal signal, TimeProvider clock, ILogger<GitHook> log) : IDisposable
{
    /// <summary>GitHub sends up to 25 MB; a push of twenty commits has some 50 KB. What is larger waits for the next poll.</summary>
    public const int MostBytes = 1024 * 1024;

    /// <summary>A host sends its whole body at once. Who sends a byte now and then would keep the place of another.</summary>
    public static TimeSpan LongestBody { get; } = TimeSpan.FromSeconds(10);

    private const int MostBodies = 16, MostWaiting = 1024, LongestId = 100;
    private readonly Deliveries _seen = new();
    private readonly ConcurrencyLimiter _bodies = new(new ConcurrencyLimiterOptions { PermitLimit = MostBodies, QueueLimit = MostWaiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });

    public async Task<IResult> AnswerAsync(HttpRequest request, CancellationToken cancel)
    {
        if (address is null)
            return Refused(StatusCodes.Status503ServiceUnavailable, "the desired state is not read from Git, so no push changes it");
        if (secret is null)
            return Refused(StatusCodes.Status503ServiceUnavailable, "PUBLICAN_WEBHOOK_SECRET is not set, so nobody can be believed; set it to the secret of the webhook. Pushes are found by polling meanwhile");
        if (request.Headers["X-Hub-Signature-256"].ToString() is not { } signature || signature.Length != WebhookSecret.SignatureLength)
            return Unsigned();
        if (request.ContentLength > MostBytes)
            return TooLarge();

        // Bodies are held whole until they are judged: a few at a time.
        using var turn = await _bodies.AcquireAsync(1, cancel);
        if (!turn.IsAcquired)
            return Refused(StatusCodes.Status429TooManyRequests, $"{MostWaiting} deliveries wait already; what was pushed is found by the look that they bring about, or by the next poll");
        using var late = new CancellationTokenSource(LongestBody, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        try
        {
            if (await BodyAsync(request, end.Token) is not { } body)
                return TooLarge();
            return secret.Signed(body.Span, signature) ? Believed(request, body, signature) : Unsigned();
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            return Refused(StatusCodes.Status408RequestTimeout, $"the body was not there after {LongestBody.TotalSeconds:0} s; the next poll finds what was pushed");
        }
    }

    public void Dispose() => _bodies.Dispose();

    private IResult Believed(HttpRequest request, ReadOnlyMemory<byte> body, string signature)
    {
        var (delivery, kind) = (request.Headers["X-GitHub-Delivery"].ToString(), request.Headers["X-GitHub-Event"].ToString());
        if (delivery.Length is 0 or > LongestId || kind.Length == 0)
            return Refused(StatusCodes.Status400BadRequest, $"X-GitHub-Delivery and X-GitHub-Event say which delivery this is and of what; one is missing, or has more than {LongestId} characters");
        if (!request.HasJsonContentType())
            return Refused(StatusCodes.Status415UnsupportedMediaType, "the content type must be application/json; choose it in the settings of the webhook");
        if (!TryReadReference(body, out var reference))
            return Refused(StatusCodes.Status400BadRequest, "the body is signed and is no JSON object");
        if (!_seen.TryAdd(delivery, signature))
            return Refused(StatusCodes.Status409Conflict, $"the delivery {delivery} was here before, by its id or by its body; it counts once");
        switch (kind)
        {
            case "ping":
                return Said($"pong: pushes to {address!.Branch} are looked at");
            case not "push":
                return Said($"ignored: the event is {kind}, and only push changes the desired state");
            case var _ when reference != $"refs/heads/{address!.Branch}":
                return Said($"ignored: the push is to {reference ?? "nothing"}, and the desired state is read from refs/heads/{address.Branch}");
        }

        Pushed(log, address.Branch, delivery);
        signal.Ask();
        return Results.Text("the repository is being looked at\n", statusCode: StatusCodes.Status202Accepted);
    }

    /// <returns>False when the body is no JSON object.</returns>
    private static bool TryReadReference(ReadOnlyMemory<byte> body, out string? reference)
    {
        reference = null;
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                return false;
            reference = json.RootElement.TryGetProperty("ref", out var found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;
            return true;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Half of a surrogate pair is found only when the text is taken out, and is another exception.
            return false;
        }
    }

    /// <returns>Null when there is too much of it.</returns>
    private static async Task<ReadOnlyMemory<byte>?> BodyAsync(HttpRequest request, CancellationToken cancel)
    {
        var body = new MemoryStream((int)(request.ContentLength ?? 0));
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancel);
            foreach (var part in read.Buffer)
                body.Write(part.Span);
            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (body.Length > MostBytes)
                return null;
            if (read.IsCompleted)
                return body.GetBuffer().AsMemory(0, (int)body.Length);
        }
    }

    private static IResult Said(string sentence) => Results.Text(sentence + "\n");

    private static IResult Unsigned() => Refused(
        StatusCodes.Status401Unauthorized, "X-Hub-Signature-256 is missing or does not fit the body; the webhook's secret must be the one in PUBLICAN_WEBHOOK_SECRET");

    private static IResult TooLarge() => Refused(StatusCodes.Status413PayloadTooLarge, $"more than {MostBytes:N0} bytes are not read; the next poll finds what was pushed");

    private static IResult Refused(int status, string sentence) => Results.Problem(statusCode: status, title: "The webhook was refused", detail: sentence);

    [LoggerMessage(1, LogLevel.Debug, "A push to {Branch} was announced, delivery {Delivery}")]
    private static partial void Pushed(ILogger log, string branch, string delivery);
}
