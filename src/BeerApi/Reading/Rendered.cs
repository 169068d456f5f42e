namespace BeerApi.Reading;

/// <summary>What a GET answers, ready to be sent: rendered once, sent many times, never changed.</summary>
/// <param name="Json">The body in UTF-8.</param>
/// <param name="ETag">The entity tag with its quotes; null when the answer has none.</param>
/// <param name="Link">The next page of a list; null on the last one.</param>
internal sealed record Rendered(byte[] Json, string? ETag = null, string? Link = null)
{
    private const string ContentType = "application/json; charset=utf-8";

    /// <summary>Sends it as a 200. The length is known, so nothing is chunked and nothing copied twice.</summary>
    public Task SendAsync(HttpResponse response)
    {
        response.ContentType = ContentType;
        response.ContentLength = Json.Length;
        if (ETag is not null)
        {
            response.Headers.ETag = ETag;
        }
        if (Link is not null)
        {
            response.Headers.Link = Link;
        }
        var sent = response.BodyWriter.WriteAsync(Json, response.HttpContext.RequestAborted);
        return sent.IsCompletedSuccessfully ? Task.CompletedTask : sent.AsTask();
    }
}
