using System.Text.Json;

namespace AwsSdkGen;

/// <summary>One AWS service model as botocore ships it: operations and shapes.</summary>
internal sealed class ServiceModel(JsonElement root)
{
    private readonly JsonElement _shapes = root.GetProperty("shapes");
    private readonly JsonElement _metadata = root.GetProperty("metadata");

    public string ApiVersion => _metadata.GetProperty("apiVersion").GetString()!;

    public string EndpointPrefix => _metadata.GetProperty("endpointPrefix").GetString()!;

    public string ServiceId => _metadata.GetProperty("serviceId").GetString()!;

    public string TargetPrefix => _metadata.GetProperty("targetPrefix").GetString()!;

    /// <summary>JSON where the model speaks it; Query for the rest, CloudWatch included (its newest protocol is CBOR).</summary>
    public bool IsJson => _metadata.GetProperty("protocol").GetString() == "json";

    public Operation Operation(string name)
    {
        var operation = root.GetProperty("operations").GetProperty(name);
        return new Operation(
            name,
            operation.TryGetProperty("input", out var input) ? input.GetProperty("shape").GetString() : null,
            operation.TryGetProperty("output", out var output) ? output.GetProperty("shape").GetString() : null,
            operation.TryGetProperty("errors", out var errors) ? [.. errors.EnumerateArray().Select(error => error.GetProperty("shape").GetString()!)] : []);
    }

    public Shape Shape(string name)
    {
        var shape = _shapes.GetProperty(name);
        return new Shape(
            name,
            shape.GetProperty("type").GetString()!,
            Members(shape),
            shape.TryGetProperty("member", out var member) ? member.GetProperty("shape").GetString() : null,
            shape.TryGetProperty("value", out var value) ? value.GetProperty("shape").GetString() : null,
            shape.TryGetProperty("enum", out var constants) ? [.. constants.EnumerateArray().Select(constant => constant.GetString()!)] : [],
            shape.TryGetProperty("error", out var error) && error.TryGetProperty("code", out var code) ? code.GetString() : null);
    }

    private static IReadOnlyList<Member> Members(JsonElement shape) => shape.TryGetProperty("members", out var members)
        ? [.. members.EnumerateObject().Select(member => new Member(member.Name, member.Value.GetProperty("shape").GetString()!))]
        : [];
}

internal sealed record Operation(string Name, string? Input, string? Output, IReadOnlyList<string> Errors);

internal sealed record Member(string WireName, string Shape)
{
    public string Property => Naming.Upper(WireName);
}

internal sealed record Shape(
    string Name, string Type, IReadOnlyList<Member> Members, string? Item, string? Value, IReadOnlyList<string> Constants, string? ErrorCode)
{
    public bool IsEnum => Constants.Count > 0;
}
