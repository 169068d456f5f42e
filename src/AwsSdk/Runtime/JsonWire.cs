using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.Wire;

/// <summary>AWS JSON 1.1: one POST, the operation in X-Amz-Target.</summary>
internal sealed class JsonMarshaller<T>(string service, string target, Action<T, Utf8JsonWriter> write)
    : IMarshaller<IRequest, AmazonWebServiceRequest>
    where T : AmazonWebServiceRequest
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var request = new DefaultRequest(input, service) { HttpMethod = "POST", ResourcePath = "/" };
        request.Headers["X-Amz-Target"] = target;
        request.Headers["Content-Type"] = "application/x-amz-json-1.1";
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            write((T)input, writer);
            writer.WriteEndObject();
        }

        request.Content = stream.ToArray();
        return request;
    }
}

internal sealed class JsonUnmarshaller<T>(
    Func<JsonElement, T> read, Func<ErrorResponse, JsonElement, Exception, AmazonServiceException> error) : JsonResponseUnmarshaller
    where T : AmazonWebServiceResponse
{
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        using var document = Parse(input.Stream);
        return read(document.RootElement);
    }

    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var header = input.ResponseData.GetHeaderValue("x-amzn-ErrorType");
        JsonDocument document;
        try
        {
            document = Parse(input.Stream);
        }
        catch (JsonException notJson)
        {
            // A proxy's page or a cut answer still is an error with a status.
            return Error(header, $"the answer is not JSON: {notJson.Message}", default);
        }

        using (document)
        {
            var body = document.RootElement;
            return Error(Text(body, "__type") ?? Text(body, "code") ?? header, Text(body, "message") ?? Text(body, "Message") ?? "", body);
        }

        AmazonServiceException Error(string? code, string message, JsonElement body) => error(
            new ErrorResponse
            {
                // __type may carry a namespace (com.amazonaws.ecs#X), the header a URI behind a colon.
                Code = (code ?? "").Split('#')[^1].Split(':')[0],
                Message = message,
                StatusCode = statusCode,
                Type = (int)statusCode < 500 ? ErrorType.Sender : ErrorType.Receiver,
                RequestId = input.ResponseData.GetHeaderValue("x-amzn-RequestId"),
            },
            body,
            innerException);
    }

    private static JsonDocument Parse(Stream stream)
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return JsonDocument.Parse(copy.Length == 0 ? "{}"u8.ToArray() : copy.ToArray());
    }

    private static string? Text(JsonElement element, string name) =>
        JsonRead.Has(element, name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
