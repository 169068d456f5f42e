using System.Text.Json;

namespace LocalCloud.Ssm;

internal sealed record SsmTag(string? Key, string? Value);

internal sealed record PutParameterRequest(
    string? Name,
    string? Value,
    string? Type,
    bool? Overwrite,
    string? Tier,
    string? Description,
    string? KeyId,
    string? AllowedPattern,
    string? DataType,
    string? Policies, IReadOnlyList<SsmTag>? Tags);

internal sealed record PutParameterResponse(int Version, string Tier);

internal sealed record GetParameterRequest(string? Name, bool? WithDecryption);

internal sealed record GetParameterResponse(ParameterShape Parameter);

internal sealed record GetParametersRequest(IReadOnlyList<string>? Names, bool? WithDecryption);

internal sealed record GetParametersResponse(IReadOnlyList<ParameterShape> Parameters, IReadOnlyList<string> InvalidParameters);

internal sealed record GetParametersByPathRequest(
    string? Path, bool? Recursive, bool? WithDecryption, int? MaxResults, string? NextToken, JsonElement? ParameterFilters);

internal sealed record GetParametersByPathResponse(IReadOnlyList<ParameterShape> Parameters, string? NextToken);

internal sealed record DescribeParametersRequest(int? MaxResults, string? NextToken, JsonElement? Filters, JsonElement? ParameterFilters);

internal sealed record DescribeParametersResponse(IReadOnlyList<ParameterMetadata> Parameters, string? NextToken);

internal sealed record DeleteParameterRequest(string? Name);

internal sealed record DeleteParametersRequest(IReadOnlyList<string>? Names);

internal sealed record DeleteParametersResponse(IReadOnlyList<string> DeletedParameters, IReadOnlyList<string> InvalidParameters);

internal sealed record TagsRequest(string? ResourceType, string? ResourceId, IReadOnlyList<SsmTag>? Tags, IReadOnlyList<string>? TagKeys);

internal sealed record TagsResponse(IReadOnlyList<SsmTag> TagList);

internal sealed record LabelRequest(string? Name, int? ParameterVersion, IReadOnlyList<string>? Labels);

internal sealed record LabelResponse(IReadOnlyList<string> InvalidLabels, int ParameterVersion);

internal sealed record UnlabelResponse(IReadOnlyList<string> RemovedLabels, IReadOnlyList<string> InvalidLabels);

internal sealed record HistoryRequest(string? Name, bool? WithDecryption, int? MaxResults, string? NextToken);

internal sealed record HistoryResponse(IReadOnlyList<HistoryShape> Parameters, string? NextToken);

internal sealed record HistoryShape(
    string Name,
    string Type,
    string? KeyId,
    DateTimeOffset LastModifiedDate,
    string? Description,
    string Value,
    int Version,
    IReadOnlyList<string> Labels,
    string Tier,
    string DataType);

internal sealed record EmptyResponse;

internal sealed record ParameterShape(
    string Name, string Type, string Value, int Version, string? Selector, DateTimeOffset LastModifiedDate, string ARN, string DataType);

internal sealed record ParameterMetadata(
    string Name,
    string ARN,
    string Type,
    string? KeyId,
    DateTimeOffset LastModifiedDate,
    string? Description,
    int Version,
    string Tier,
    string DataType);
