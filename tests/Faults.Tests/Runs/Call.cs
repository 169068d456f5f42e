using System.Net;
using System.Text;

namespace Publican.Faults.Runs;

/// <summary>A request that can be sent again, later or twice.</summary>
internal sealed record Call(string Action, bool Query, Uri Uri, IReadOnlyList<KeyValuePair<string, IEnumerable<string>>> Headers, IReadOnlyList<KeyValuePair<string, IEnumerable<string>>> ContentHeaders, byte[] Body)
{
    public bool Mutating => !(Action.StartsWith("BatchGet", StringComparison.Ordinal) || Action.StartsWith("Describe", StringComparison.Ordinal) || Action.StartsWith("List", StringComparison.Ordinal) || Action.StartsWith("Get", StringComparison.Ordinal));

    public string Key => $"{Action} {Encoding.UTF8.GetString(Body)}";

    public static async Task<Call> OfAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancel);
        var target = request.Headers.TryGetValues("X-Amz-Target", out var values) ? values.First().Split('.')[1] : null;
        var action = target ?? Encoding.UTF8.GetString(body).Split('&').First(pair => pair.StartsWith("Action=", StringComparison.Ordinal))["Action=".Length..];
        return new Call(action, target is null, request.RequestUri!, [.. request.Headers], [.. request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>()], body);
    }

    public HttpRequestMessage Request()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Uri) { Content = new ByteArrayContent(Body) };
        foreach (var (name, values) in Headers)
            request.Headers.TryAddWithoutValidation(name, values);
        foreach (var (name, values) in ContentHeaders)
            request.Content.Headers.TryAddWithoutValidation(name, values);
        return request;
    }

    /// <summary>An error answer in the protocol of the call.</summary>
    public Answer Refused(HttpStatusCode status, string code) => Query
        ? new Answer(status, "text/xml", Encoding.UTF8.GetBytes($"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>planned by the test</Message></Error><RequestId>0</RequestId></ErrorResponse>"))
        : new Answer(status, "application/x-amz-json-1.1", Encoding.UTF8.GetBytes($$"""{"__type":"{{code}}","message":"planned by the test"}"""));
}

internal sealed record Answer(HttpStatusCode Status, string ContentType, byte[] Body)
{
    public static async Task<Answer> OfAsync(HttpResponseMessage response, CancellationToken cancel) =>
        new(response.StatusCode, response.Content.Headers.ContentType?.ToString() ?? "text/plain", await response.Content.ReadAsByteArrayAsync(cancel));

    public HttpResponseMessage Response()
    {
        var response = new HttpResponseMessage(Status) { Content = new ByteArrayContent(Body) };
        response.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        return response;
    }
}
