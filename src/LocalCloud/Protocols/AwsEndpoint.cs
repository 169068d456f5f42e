using LocalCloud.Faults;
using LocalCloud.Throttling;

namespace LocalCloud.Protocols;

/// <summary>POST /: one address for all services. Finds the protocol, carries the call out, logs it, answers.</summary>
internal sealed class AwsEndpoint(
    IEnumerable<IWireProtocol> protocols,
    CallLog log,
    Throttle throttle,
    CallFaults faults,
    HeldAnswers held,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<AwsEndpoint> logger)
{
    public const int MaxBodyBytes = 1024 * 1024;

    public async Task HandleAsync(HttpContext context)
    {
        var requestId = Guid.NewGuid().ToString();
        var request = context.Request;
        if (protocols.FirstOrDefault(candidate => candidate.Speaks(request)) is not { } protocol)
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            await context.Response.WriteAsJsonAsync(
                new { message = "Not an AWS call: it has neither X-Amz-Target nor a form with Action and Version." });
            return;
        }

        var start = time.GetUtcNow();
        var caller = Caller.Of(request);
        var call = WireCall.Unreadable(request.Headers["X-Amz-Target"].ToString());
        var (fate, outcome) = (AnswerFate.Sent, "ok");
        WireAnswer answer;
        try
        {
            Caller.RequireSignature(request, isQuery: protocol is QueryProtocol);
            call = protocol.Read(request, await BodyAsync(request));
            throttle.Admit(call, isQuery: protocol is QueryProtocol);

            // Not the request's own token: a call that arrived is carried out, whether or not the client waits for the answer.
            var stopping = lifetime.ApplicationStopping;
            (var suffering, fate) = faults.Meet(call, caller);
            answer = await faults.CarryOutAsync(call, suffering, () => call.Invoke(requestId, stopping), stopping);
        }
        catch (EndpointDownException)
        {
            // As if the packets had got lost: not even the call log knows of it.
            context.Abort();
            return;
        }
        catch (AwsException error)
        {
            (answer, outcome) = (protocol.Error(request, error, requestId), error.Code);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            var unavailable = new AwsException("ServiceUnavailable", "LocalCloud is stopping", StatusCodes.Status503ServiceUnavailable);
            (answer, outcome) = (protocol.Error(request, unavailable, requestId), unavailable.Code);
        }
        catch (Exception error) when (error is not BadHttpRequestException && !context.RequestAborted.IsCancellationRequested)
        {
            logger.LogError(error, "{Service} {Action} failed inside LocalCloud", call.Service, call.Action);
            var failure = new AwsException(
                "InternalFailure", $"LocalCloud failed: {error.Message}", StatusCodes.Status500InternalServerError);
            (answer, outcome) = (protocol.Error(request, failure, requestId), failure.Code);
        }

        log.Add(start, time.GetUtcNow(), call, caller, outcome);
        if (fate == AnswerFate.Held) await HoldAsync(context);
        else if (fate == AnswerFate.Lost) context.Abort();
        else await WriteAsync(context.Response, answer, requestId);
    }

    private static async Task<byte[]> BodyAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        try
        {
            await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        }
        catch (BadHttpRequestException error) when (error.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw new AwsException(
                "RequestEntityTooLargeException", $"The request body is larger than {MaxBodyBytes} bytes", error.StatusCode);
        }

        return body.ToArray();
    }

    private static async Task WriteAsync(HttpResponse response, WireAnswer answer, string requestId)
    {
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        response.Headers["x-amzn-RequestId"] = requestId;
        if (answer.QueryError is { } error) response.Headers["x-amzn-query-error"] = error;
        await response.Body.WriteAsync(answer.Body);
    }

    private async Task HoldAsync(HttpContext context)
    {
        held.Reach();
        var gone = new TaskCompletionSource();
        using var aborted = context.RequestAborted.Register(() => gone.TrySetResult());
        using var stopping = lifetime.ApplicationStopping.Register(() => gone.TrySetResult());
        await gone.Task;
        context.Abort();
    }
}
