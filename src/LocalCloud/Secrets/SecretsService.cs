using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LocalCloud.Protocols;

namespace LocalCloud.Secrets;

/// <summary>Secrets Manager: secrets of text, with versions and the two stages that AWS moves by itself.</summary>
/// <remarks>https://docs.aws.amazon.com/secretsmanager/latest/apireference/</remarks>
internal sealed partial class SecretsService : IJsonService
{
    private const int LongestValue = 65536;
    private readonly SecretStore _store;
    private readonly JsonOperations _operations;

    public SecretsService(SecretStore store) => (_store, _operations) = (store, new JsonOperations("secretsmanager", isCamelCase: false)
        .Add<CreateSecretRequest, SecretWritten>("CreateSecret", Create)
        .Add<PutSecretValueRequest, SecretWritten>("PutSecretValue", Put)
        .Add<GetSecretValueRequest, SecretValue>("GetSecretValue", Value)
        .Add<DescribeSecretRequest, SecretDescription>("DescribeSecret", Describe));

    public string TargetPrefix => "secretsmanager";

    public string Name => "secretsmanager";

    public ValueTask<JsonObject> InvokeAsync(string action, JsonObject input, CancellationToken cancel) => _operations.InvokeAsync(action, input, cancel);

    private SecretWritten Create(CreateSecretRequest request)
    {
        if (request.Name is null || !NameForm().IsMatch(request.Name))
            throw new AwsException("ValidationException", "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!");
        if (request.KmsKeyId is not null) throw new AwsException("InvalidParameterException", "LocalCloud does not support KmsKeyId");
        var (secret, version) = _store.Create(request.Name, Text(request.SecretString), request.Description);
        return new SecretWritten(secret.Arn, secret.Name, version, null);
    }

    private SecretWritten Put(PutSecretValueRequest request)
    {
        if (request.VersionStages is { Count: > 0 }) throw new AwsException("InvalidParameterException", "LocalCloud does not support VersionStages");
        var (secret, version) = _store.Put(Id(request.SecretId), Text(request.SecretString));
        return new SecretWritten(secret.Arn, secret.Name, version, [StoredSecret.CurrentStage]);
    }

    private SecretValue Value(GetSecretValueRequest request)
    {
        var secret = _store.Get(Id(request.SecretId));
        var version = secret.VersionOf(request.VersionId, request.VersionStage) ?? throw new AwsException(
            "ResourceNotFoundException",
            $"Secrets Manager can't find the specified secret value for {(request.VersionId is null ? $"staging label: {request.VersionStage}" : $"VersionId: {request.VersionId}")}");
        return new SecretValue(secret.Arn, secret.Name, version, secret.Versions[version], [.. secret.StagesOf(version)], secret.ChangedAt);
    }

    private SecretDescription Describe(DescribeSecretRequest request)
    {
        var secret = _store.Get(Id(request.SecretId));
        var staged = secret.Versions.Keys.Where(id => secret.StagesOf(id).Any());
        return new SecretDescription(secret.Arn, secret.Name, secret.Description, secret.ChangedAt, secret.CreatedAt, staged.ToDictionary(id => id, id => secret.StagesOf(id).ToList()));
    }

    private static string Id(string? id) => id is { Length: > 0 } ? id : throw new AwsException("InvalidParameterException", "SecretId is required");

    private static string Text(string? value) => value switch
    {
        null => throw new AwsException("InvalidParameterException", "LocalCloud keeps secrets of text only: SecretString is required"),
        { Length: 0 or > LongestValue } => throw new AwsException("ValidationException", $"SecretString must have 1 to {LongestValue} characters"),
        _ => value,
    };

    [GeneratedRegex(@"\A[A-Za-z0-9/_+=.@!-]{1,512}\z")]
    private static partial Regex NameForm();
}

internal static class SecretsRegistration
{
    public static IServiceCollection AddSecrets(this IServiceCollection services) => services.AddSingleton<SecretStore>().AddSingleton<SecretReference>().AddSingleton<IJsonService, SecretsService>();
}
