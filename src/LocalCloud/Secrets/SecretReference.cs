using System.Text.Json;
using LocalCloud.Protocols;

namespace LocalCloud.Secrets;

/// <summary>
/// What a container's valueFrom says of Secrets Manager: an ARN, then a JSON key, a stage and a version, each of which may be empty
/// (ECS developer guide, "Pass Secrets Manager secrets through environment variables").
/// </summary>
internal sealed class SecretReference(SecretStore store)
{
    private const int PartsOfArn = 7;

    public static bool Is(string valueFrom) => valueFrom.StartsWith("arn:aws:secretsmanager:", StringComparison.Ordinal);

    /// <exception cref="AwsException">There is no such secret, version or key.</exception>
    public string Resolve(string valueFrom)
    {
        var parts = valueFrom.Split(':');
        var secret = store.Get(string.Join(':', parts.Take(PartsOfArn)));
        string? Part(int index) => parts.ElementAtOrDefault(PartsOfArn + index) is { Length: > 0 } part ? part : null;
        var version = secret.VersionOf(Part(2), Part(1)) ?? throw new AwsException("ResourceNotFoundException", $"Secrets Manager can't find the specified version of {secret.Name}");
        return Part(0) is { } key ? Member(secret.Versions[version], key) : secret.Versions[version];
    }

    private static string Member(string value, string key)
    {
        try
        {
            using var document = JsonDocument.Parse(value);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(key, out var member))
                return member.ValueKind == JsonValueKind.String ? member.GetString()! : member.GetRawText();
        }
        catch (JsonException)
        {
            throw new AwsException("InvalidRequestException", "retrieved secret from Secrets Manager is not JSON, but a json key is asked of it");
        }

        throw new AwsException("InvalidRequestException", $"retrieved secret from Secrets Manager did not contain json key {key}");
    }
}
