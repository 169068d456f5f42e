using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Publican.Faults.Runs;

/// <summary>A request that can be sent again, later, twice, or to another region.</summary>
internal sealed record Call(string Action, bool Query, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body)
{
    private static readonly string[] Reads = ["Describe", "List", "Get", "BatchGet"];
    private static readonly string[] Forwarded = ["X-Amz-Target", "Content-Type", "Authorization", "X-Amz-Date"];

    public bool Mutating => !Reads.Any(start => Action.StartsWith(start, StringComparison.Ordinal));

    /// <summary>It changes the region, or teaches it something: an image is known by its digest once it was asked for by its tag.</summary>
    public bool IsPartOfState => Mutating || Action == "BatchGetImage";

    public string Key => $"{Action} {Text}";

    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>What it is about, for people and for counting: <c>CreateService web-blue</c>.</summary>
    public string Title => $"{Action} {Resource}".TrimEnd();

    public static async Task<Call> OfAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancel);
        var headers = request.Headers.NonValidated.Concat(request.Content?.Headers.NonValidated ?? default).Select(header => (header.Key, header.Value.ToString()));
        return Of([.. headers.Where(header => Forwarded.Contains(header.Key, StringComparer.OrdinalIgnoreCase))], body);
    }

    public static Call Of(HttpRequest request, byte[] body) =>
        Of([.. Forwarded.Where(request.Headers.ContainsKey).Select(name => (name, request.Headers[name].ToString()))], body);

    public HttpRequestMessage Request(Uri endpoint)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ByteArrayContent(Body) };
        foreach (var (name, value) in Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    /// <summary>An error answer in the protocol of the call.</summary>
    public Answer Refused(HttpStatusCode status, string code) => Query
        ? new Answer(status, "text/xml", Encoding.UTF8.GetBytes($"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>planned by the test</Message></Error><RequestId>0</RequestId></ErrorResponse>"))
        : new Answer(status, "application/x-amz-json-1.1", Encoding.UTF8.GetBytes($$"""{"__type":"{{code}}","message":"planned by the test"}"""));

    private string Resource
    {
        get
        {
            if (Query)
            {
                var form = QueryHelpers.ParseQuery(Text);
                return form.TryGetValue("Name", out var name) ? $"{name}" : form.TryGetValue("Priority", out var priority) ? $"{priority}" : "";
            }

            using var json = JsonDocument.Parse(Body);
            string[] names = ["serviceName", "service", "family", "startedBy", "resourceArn", "Name"];
            var value = names.Select(name => json.RootElement.TryGetProperty(name, out var found) ? found.ToString() : null).FirstOrDefault(found => found is not null);
            return value?[(value.LastIndexOf(':') + 1)..] ?? "";
        }
    }

    private static Call Of(IReadOnlyList<(string Name, string Value)> headers, byte[] body)
    {
        var target = headers.FirstOrDefault(header => header.Name.Equals("X-Amz-Target", StringComparison.OrdinalIgnoreCase)).Value?.Split('.')[1];
        var action = target ?? Encoding.UTF8.GetString(body).Split('&').First(pair => pair.StartsWith("Action=", StringComparison.Ordinal))["Action=".Length..];
        return new Call(action, target is null, headers, body);
    }
}

internal sealed partial record Answer(HttpStatusCode Status, string ContentType, byte[] Body)
{
    public bool Accepted => (int)Status is >= 200 and < 300;

    public static async Task<Answer> OfAsync(HttpResponseMessage response, CancellationToken cancel) =>
        new(response.StatusCode, response.Content.Headers.ContentType?.ToString() ?? "text/plain", await response.Content.ReadAsByteArrayAsync(cancel));

    /// <summary>But for the number of the request, which every answer has its own of.</summary>
    public bool SaysTheSame(Answer other) => RequestId().Replace(Encoding.UTF8.GetString(Body), "") == RequestId().Replace(Encoding.UTF8.GetString(other.Body), "");

    public HttpResponseMessage Response()
    {
        var response = new HttpResponseMessage(Status) { Content = new ByteArrayContent(Body) };
        response.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        return response;
    }

    [GeneratedRegex("<RequestId>[^<]*</RequestId>")]
    private static partial Regex RequestId();
}
