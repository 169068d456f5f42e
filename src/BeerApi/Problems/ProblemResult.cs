using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace BeerApi.Problems;

/// <summary>Answers with a <see cref="Problem"/>.</summary>
internal sealed class ProblemResult(int status, string? detail) : IResult
{
    private IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    public static ProblemResult Invalid(FieldErrors errors) =>
        new(StatusCodes.Status400BadRequest, "The request is not valid; errors names each field.") { Errors = errors.ToDictionary() };

    public static ProblemResult Unavailable(string detail) =>
        new(StatusCodes.Status503ServiceUnavailable, detail) { RetryAfter = TimeSpan.FromSeconds(1) };

    public static ProblemResult TooMany(TimeSpan retryAfter) =>
        new(StatusCodes.Status429TooManyRequests, "This client sends more requests than it may; wait, then send them more slowly.") { RetryAfter = retryAfter };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        if (RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }
        var problem = new Problem("about:blank", ReasonPhrases.GetReasonPhrase(status), status, detail, Errors, TraceId(httpContext));
        await response.WriteAsJsonAsync(problem, BeerJson.Default.Problem, "application/problem+json", httpContext.RequestAborted);
    }

    private static string TraceId(HttpContext context) => Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
}
