using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace LocalCloud.Protocols;

/// <summary>
/// The operations of one JSON service, by name. Input is read into a typed request; members the model does not know are ignored,
/// as AWS ignores them; a member of the wrong type is a SerializationException that names it.
/// </summary>
/// <param name="isCamelCase">Members are <c>serviceName</c> on the wire, as in ECS, and not <c>Name</c>, as in SSM.</param>
internal sealed class JsonOperations(string service, bool isCamelCase)
{
    // Shared by all regions of a process: what the serializer learns about the types is kept in its options.
    private static readonly JsonSerializerOptions AsDeclared = Options(naming: null), InCamelCase = Options(JsonNamingPolicy.CamelCase);

    private readonly Dictionary<string, Func<JsonObject, CancellationToken, ValueTask<JsonObject>>> _operations = new(StringComparer.Ordinal);
    private readonly JsonSerializerOptions _json = isCamelCase ? InCamelCase : AsDeclared;

    public JsonOperations Add<TRequest, TResponse>(string action, Func<TRequest, TResponse> carryOut) =>
        Add<TRequest, TResponse>(action, request => ValueTask.FromResult(carryOut(request)));

    public JsonOperations Add<TRequest, TResponse>(string action, Func<TRequest, ValueTask<TResponse>> carryOut) =>
        Add<TRequest, TResponse>(action, (request, _) => carryOut(request));

    /// <summary>For one that waits: it is told when the region stops.</summary>
    public JsonOperations Add<TRequest, TResponse>(string action, Func<TRequest, CancellationToken, ValueTask<TResponse>> carryOut)
    {
        _operations.Add(action, async (input, cancel) => (JsonObject)JsonSerializer.SerializeToNode(await carryOut(Read<TRequest>(action, input), cancel), _json)!);
        return this;
    }

    public ValueTask<JsonObject> InvokeAsync(string action, JsonObject input, CancellationToken cancel = default) => _operations.TryGetValue(action, out var operation)
        ? operation(input, cancel)
        : throw new AwsException(
            "UnknownOperationException",
            $"LocalCloud does not support {service} {action}. "
            + $"It supports {string.Join(", ", _operations.Keys.Order(StringComparer.Ordinal))}.");

    private static JsonSerializerOptions Options(JsonNamingPolicy? naming) => new()
    {
        PropertyNamingPolicy = naming,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new EpochSeconds() },
    };

    private TRequest Read<TRequest>(string action, JsonObject input)
    {
        try
        {
            return input.Deserialize<TRequest>(_json)!;
        }
        catch (JsonException error)
        {
            throw new AwsException("SerializationException", $"{action}: the value at {error.Path} has the wrong type");
        }
    }

    /// <summary>AWS JSON writes times as seconds since 1970 with milliseconds as the fraction.</summary>
    private sealed class EpochSeconds : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            DateTimeOffset.UnixEpoch.AddSeconds(reader.GetDouble());

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.ToUnixTimeMilliseconds() / 1000m);
    }
}
