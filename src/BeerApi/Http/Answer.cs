using BeerApi.Reading;

namespace BeerApi.Http;

/// <summary>A successful answer whose body is already JSON, so that it can be kept and given again.</summary>
internal sealed record Answer(int Status, string? Location, string? ETag, byte[] Json) : IResult
{
    /// <summary>The transaction whose work it tells of; null when it tells of none.</summary>
    public ulong? Transaction { get; init; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        if (Location is not null)
        {
            response.Headers.Location = Location;
        }
        if (ETag is not null)
        {
            response.Headers.ETag = ETag;
        }
        if (Transaction is { } transaction)
        {
            response.Headers[ReadAfter.Header] = ReadAfter.Format(transaction);
        }
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = Json.Length;
        return response.Body.WriteAsync(Json, httpContext.RequestAborted).AsTask();
    }
}
