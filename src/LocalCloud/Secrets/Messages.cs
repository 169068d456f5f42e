using System.Text.Json.Serialization;

namespace LocalCloud.Secrets;

internal sealed record CreateSecretRequest(string? Name, string? SecretString, string? Description, string? KmsKeyId);

internal sealed record PutSecretValueRequest(string? SecretId, string? SecretString, IReadOnlyList<string>? VersionStages);

internal sealed record GetSecretValueRequest(string? SecretId, string? VersionId, string? VersionStage);

internal sealed record DescribeSecretRequest(string? SecretId);

internal sealed record SecretWritten([property: JsonPropertyName("ARN")] string Arn, string Name, string VersionId, IReadOnlyList<string>? VersionStages);

internal sealed record SecretValue(
    [property: JsonPropertyName("ARN")] string Arn, string Name, string VersionId, string SecretString, IReadOnlyList<string> VersionStages, DateTimeOffset CreatedDate);

internal sealed record SecretDescription(
    [property: JsonPropertyName("ARN")] string Arn, string Name, string? Description, DateTimeOffset LastChangedDate, DateTimeOffset CreatedDate,
    IReadOnlyDictionary<string, List<string>> VersionIdsToStages);
