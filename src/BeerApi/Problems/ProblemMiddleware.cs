using BeerApi.Database;
using BeerApi.Health;
using Microsoft.AspNetCore.Connections;

namespace BeerApi.Problems;

/// <summary>Makes sure that no error leaves without a problem body and that none leaves with a stack trace.</summary>
internal sealed class ProblemMiddleware(RequestDelegate next, Draining draining, TimeProvider time, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (draining.Started)
        {
            // A load balancer should not send its next request on a connection that is about to close.
            context.Response.Headers.Connection = "close";
        }
        var start = time.GetTimestamp();
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null })
            {
                await new ProblemResult(context.Response.StatusCode, Explain(context)).ExecuteAsync(context);
            }
        }
        catch (Exception e) when (IsGone(context, e))
        {
            // Nobody is left to answer; the figures shall not call it a success.
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            }
            // Kestrel would else try to read what is left of the body, and log that it cannot.
            context.Abort();
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await Answer(context, e).ExecuteAsync(context);
        }
        finally
        {
            Log(context, start);
        }
    }

    private ProblemResult Answer(HttpContext context, Exception error)
    {
        if (error is BadHttpRequestException bad)
        {
            return new ProblemResult(bad.StatusCode, bad.Message);
        }
        if (error is DatabaseBusyException)
        {
            logger.LogDebug("{Method} {Path} was turned away: {Reason}", context.Request.Method, context.Request.Path, error.Message);
            return ProblemResult.Unavailable(error.Message);
        }
        if (!DatabaseErrors.IsUnavailable(error))
        {
            logger.LogError(error, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
            return new ProblemResult(StatusCodes.Status500InternalServerError, "The server made a mistake; the trace id finds it in the logs.");
        }
        logger.LogWarning("{Method} {Path} had no database: {Reason}", context.Request.Method, context.Request.Path, DatabaseErrors.Describe(error));
        return ProblemResult.Unavailable("The database does not answer at the moment; try again.");
    }

    /// <summary>The client has gone. A reset in the middle of a body is thrown by the read before the request is marked as aborted.</summary>
    private static bool IsGone(HttpContext context, Exception error) =>
        error is ConnectionResetException or ConnectionAbortedException || (error is OperationCanceledException && context.RequestAborted.IsCancellationRequested);

    // At debug level, because a line costs as much as a small request does.
    private void Log(HttpContext context, long start)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            logger.LogDebug(
                "{Method} {Path} {Status} in {Milliseconds} ms",
                context.Request.Method, context.Request.Path, context.Response.StatusCode, time.GetElapsedTime(start).TotalMilliseconds);
        }
    }

    private static string? Explain(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => $"There is nothing at {context.Request.Path}.",
        StatusCodes.Status405MethodNotAllowed => $"{context.Request.Path} takes {context.Response.Headers.Allow}.",
        _ => null,
    };
}
