using System.IO.Compression;
using System.Text.Json;

namespace AwsSdkGen;

/// <summary>One AWS service model as botocore ships it: operations and shapes.</summary>
/// <param name="millisecondTimes">Members, as Shape.member, that the model calls numbers and the official SDK calls DateTime.</param>
internal sealed class ServiceModel(JsonElement root, IReadOnlySet<string> millisecondTimes)
{
    private readonly JsonElement _shapes = root.GetProperty("shapes");
    private readonly JsonElement _metadata = root.GetProperty("metadata");

    public string ApiVersion => Metadata("apiVersion");

    public string EndpointPrefix => Metadata("endpointPrefix");

    /// <summary>One host for all regions of a partition, as IAM has it.</summary>
    public bool IsGlobal => _metadata.TryGetProperty("globalEndpoint", out _);

    /// <summary>The service's name in the scope of a signature.</summary>
    public string SigningName => _metadata.TryGetProperty("signingName", out var name) ? name.GetString()! : EndpointPrefix;

    public string ServiceId => Metadata("serviceId");

    public string TargetPrefix => Metadata("targetPrefix");

    /// <summary>JSON where the model prefers it; Query for the rest, CloudWatch included (which prefers CBOR).</summary>
    public bool IsJson => Metadata("protocol") == "json";

    /// <summary>Reads the newest version of a service: data/ecs/2014-11-13/service-2.json, plain or gzipped.</summary>
    public static JsonDocument Load(string folder)
    {
        var version = Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Last();
        var plain = Path.Combine(version, "service-2.json");
        if (File.Exists(plain))
            return JsonDocument.Parse(File.ReadAllBytes(plain));
        using var zipped = new GZipStream(File.OpenRead(plain + ".gz"), CompressionMode.Decompress);
        return JsonDocument.Parse(zipped);
    }

    public Operation Operation(string name)
    {
        if (!root.GetProperty("operations").TryGetProperty(name, out var operation))
            throw new InvalidOperationException($"{ServiceId} has no operation {name}: correct operations.json");
        return new Operation(
            name,
            Reference(operation, "input"),
            Reference(operation, "output"),
            [.. Items(operation, "errors").Select(error => error.GetProperty("shape").GetString()!)]);
    }

    public Shape Shape(string name)
    {
        if (name == AwsSdkGen.Shape.MillisecondTime.Name)
            return AwsSdkGen.Shape.MillisecondTime;
        var shape = _shapes.GetProperty(name);
        return new Shape(
            Naming.Upper(name),
            Flag(shape, "document") ? "document" : shape.GetProperty("type").GetString()!,
            Members(name, shape),
            Reference(shape, "member"),
            Reference(shape, "value"),
            [.. Items(shape, "enum").Select(constant => constant.GetString()!)],
            shape.TryGetProperty("error", out var error) && error.TryGetProperty("code", out var code) ? code.GetString() : null);
    }

    private static string? Reference(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var reference) ? reference.GetProperty("shape").GetString() : null;

    private static JsonElement[] Items(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var items) ? [.. items.EnumerateArray()] : [];

    private static bool Flag(JsonElement owner, string name) => owner.TryGetProperty(name, out var flag) && flag.GetBoolean();

    private string Metadata(string name) => _metadata.GetProperty(name).GetString()!;

    private IReadOnlyList<Member> Members(string owner, JsonElement shape) =>
        shape.TryGetProperty("members", out var members) ? [.. members.EnumerateObject().Select(member => Member(owner, member))] : [];

    private Member Member(string owner, JsonProperty member)
    {
        var isTime = millisecondTimes.Contains($"{owner}.{member.Name}");
        return new Member(
            Naming.Upper(member.Name),
            member.Value.TryGetProperty("locationName", out var wireName) ? wireName.GetString()! : member.Name,
            isTime ? AwsSdkGen.Shape.MillisecondTime.Name : member.Value.GetProperty("shape").GetString()!,
            Flag(member.Value, "idempotencyToken"),
            Flag(member.Value, "deprecated"));
    }
}
