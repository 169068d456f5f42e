using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalCloud.Protocols;

/// <summary>AWS JSON 1.0 and 1.1: the operation stands in X-Amz-Target, input and output are JSON objects.</summary>
internal sealed class JsonProtocol(IEnumerable<IJsonService> services) : IWireProtocol
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private readonly Dictionary<string, IJsonService> _services = services.ToDictionary(
        service => service.TargetPrefix, StringComparer.Ordinal);

    public bool Speaks(HttpRequest request) =>
        request.Headers.ContainsKey("X-Amz-Target") || ContentType(request).StartsWith("application/x-amz-json", StringComparison.Ordinal);

    public WireCall Read(HttpRequest request, byte[] body)
    {
        var target = request.Headers["X-Amz-Target"].ToString();
        var dot = target.LastIndexOf('.');
        if (dot <= 0 || !_services.TryGetValue(target[..dot], out var service))
        {
            throw new AwsException("UnknownOperationException", $"LocalCloud has no service for the X-Amz-Target '{target}'");
        }

        var action = target[(dot + 1)..];
        var input = Parse(body);
        return new WireCall(service.Name, action, input, async (_, cancel) =>
        {
            // The service gets its own copy: nodes it takes into its answer must not leave the log's.
            var output = await service.InvokeAsync(action, (JsonObject)input.DeepClone(), cancel);
            return new WireAnswer(StatusCodes.Status200OK, ContentType(request), JsonSerializer.SerializeToUtf8Bytes(output));
        });
    }

    public WireAnswer Error(HttpRequest request, AwsException error, string requestId)
    {
        var answer = new JsonObject { ["__type"] = error.Code, ["message"] = error.Message };
        return new WireAnswer(
            error.Status, ContentType(request), JsonSerializer.SerializeToUtf8Bytes(answer), error.QueryCode is { } code ? $"{code};{(error.Status < 500 ? "Sender" : "Receiver")}" : null);
    }

    private static JsonObject Parse(byte[] body)
    {
        try
        {
            var input = JsonNode.Parse(body, documentOptions: Strict) as JsonObject
                ?? throw new AwsException("SerializationException", "The request body must be a JSON object");
            ReadAllText(input);
            return input;
        }
        catch (InvalidOperationException error)
        {
            throw new AwsException("SerializationException", $"The request body has text that is no Unicode: {error.Message}");
        }
        catch (JsonException error)
        {
            throw new AwsException("SerializationException", $"The request body is not valid JSON: {error.Message}");
        }
    }

    /// <summary>The parser looks into text only when it is read: bytes that are no UTF-8, or half of a pair of surrogates, shall be found now.</summary>
    /// <exception cref="InvalidOperationException">There is such text.</exception>
    private static void ReadAllText(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject structure:
                foreach (var (_, value) in structure) ReadAllText(value);
                break;
            case JsonArray list:
                foreach (var item in list) ReadAllText(item);
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                value.GetValue<string>();
                break;
        }
    }

    private static string ContentType(HttpRequest request) => request.ContentType?.Split(';')[0].Trim() switch
    {
        "application/x-amz-json-1.0" => "application/x-amz-json-1.0",
        "application/x-amz-json-1.1" => "application/x-amz-json-1.1",
        _ when request.Headers.ContainsKey("X-Amz-Target") => "application/x-amz-json-1.1",
        _ => "",
    };
}
