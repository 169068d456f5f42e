using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.Wire;

/// <summary>AWS JSON 1.1: one POST, the operation in X-Amz-Target.</summary>
internal sealed class JsonMarshaller<T>(string service, string target, Action<T, Utf8JsonWriter> write) : IMarshaller<IRequest, AmazonWebServiceRequest>
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

internal sealed class JsonUnmarshaller<T>(Func<JsonElement, T> read, Func<ErrorResponse, Exception, AmazonServiceException> error) : JsonResponseUnmarshaller
    where T : AmazonWebServiceResponse
{
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        using var document = Parse(input.Stream);
        return read(document.RootElement);
    }

    public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        // An answer that is no JSON at all (a proxy's page, a cut connection) still is an error with a status.
        var (code, message) = (input.ResponseData.GetHeaderValue("x-amzn-ErrorType"), "");
        try
        {
            using var document = Parse(input.Stream);
            code = Text(document.RootElement, "__type") ?? Text(document.RootElement, "code") ?? code;
            message = Text(document.RootElement, "message") ?? Text(document.RootElement, "Message") ?? "";
        }
        catch (JsonException notJson)
        {
            message = $"the answer is not JSON: {notJson.Message}";
        }

        // __type may carry a namespace (com.amazonaws.ecs#X), the header a URI behind a colon.
        var name = (code ?? "").Split('#')[^1].Split(':')[0];
        return error(
            new ErrorResponse
            {
                Code = name,
                Message = message,
                StatusCode = statusCode,
                Type = (int)statusCode < 500 ? ErrorType.Sender : ErrorType.Receiver,
                RequestId = input.ResponseData.GetHeaderValue("x-amzn-RequestId"),
            },
            innerException);
    }

    private static JsonDocument Parse(Stream stream)
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return JsonDocument.Parse(copy.Length == 0 ? "{}"u8.ToArray() : copy.ToArray());
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>Reads members that may be absent or null; unknown ones are passed over.</summary>
internal static class JsonRead
{
    public static bool Has(JsonElement element, string name, out JsonElement value) =>
        element.TryGetProperty(name, out value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);

    public static DateTime Time(JsonElement value) => value.ValueKind == JsonValueKind.Number
        ? DateTime.UnixEpoch.AddMilliseconds(Math.Round(value.GetDouble() * 1000))
        : value.GetDateTime().ToUniversalTime();

    public static List<T> List<T>(JsonElement value, Func<JsonElement, T> item) => [.. value.EnumerateArray().Select(item)];

    public static Dictionary<string, T> Map<T>(JsonElement value, Func<JsonElement, T> item) =>
        value.EnumerateObject().ToDictionary(pair => pair.Name, pair => item(pair.Value));
}

internal static class JsonWrite
{
    public static void Time(Utf8JsonWriter writer, DateTime time) => writer.WriteNumberValue((time.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds);

    public static void List<T>(Utf8JsonWriter writer, List<T> values, Action<T> item)
    {
        writer.WriteStartArray();
        values.ForEach(item);
        writer.WriteEndArray();
    }

    public static void Map<T>(Utf8JsonWriter writer, Dictionary<string, T> values, Action<T> item)
    {
        writer.WriteStartObject();
        foreach (var (key, value) in values)
        {
            writer.WritePropertyName(key);
            item(value);
        }

        writer.WriteEndObject();
    }

    public static void Object(Utf8JsonWriter writer, Action<Utf8JsonWriter> members)
    {
        writer.WriteStartObject();
        members(writer);
        writer.WriteEndObject();
    }
}
