using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using AwsSdkGen;

namespace LocalCloud.Tests.Conformance;

/// <summary>
/// Holds every answer that a test gets against the service's own model, as botocore ships it: no member that AWS does not have, types as
/// AWS writes them, required members there, error codes that AWS knows. Does nothing on a machine without botocore.
/// </summary>
internal static class AnswerCheck
{
    /// <summary>Models by what a request names: the target prefix, or the version of the Query protocol.</summary>
    private static readonly Lazy<IReadOnlyDictionary<string, ModelShapes>> Models = new(Load);

    /// <summary>Codes any service may answer with, and LocalCloud's own for what it does not do.</summary>
    /// <remarks>https://docs.aws.amazon.com/AmazonECS/latest/APIReference/CommonErrors.html</remarks>
    private static readonly HashSet<string> Common =
    [
        "AccessDeniedException", "ExpiredTokenException", "IncompleteSignature", "IncompleteSignatureException", "InternalFailure", "InvalidAction", "InvalidParameterValue",
        "MalformedQueryString", "MissingAction", "MissingAuthenticationToken", "MissingAuthenticationTokenException", "MissingParameter",
        "RequestEntityTooLargeException", "SerializationException", "ServerException", "ServiceUnavailable", "Throttling", "ThrottlingException",
        "UnknownOperationException", "UnsupportedProtocol", "ValidationError", "ValidationException",
    ];

    public static bool HasModels => Models.Value.Count > 0;

    /// <param name="target">As in X-Amz-Target.</param>
    public static void Json(string target, JsonNode answer, bool isError)
    {
        var dot = target.LastIndexOf('.');
        if (dot < 0 || !Models.Value.TryGetValue(target[..dot], out var model) || model.Operation(target[(dot + 1)..]) is not { } operation) return;
        if (isError)
        {
            Code((string)answer["__type"]!, model, operation, target);
            return;
        }

        model.CheckJson(ModelShapes.OutputOf(operation), answer, target);
    }

    /// <param name="answer">The document, with or without namespaces.</param>
    public static void Query(string version, string action, XElement answer, bool isError)
    {
        if (!Models.Value.TryGetValue(version, out var model) || model.Operation(action) is not { } operation) return;
        if (isError)
        {
            Code(answer.Descendants().First(element => element.Name.LocalName == "Code").Value, model, operation, action);
            return;
        }

        var result = answer.Elements().FirstOrDefault(element => element.Name.LocalName == $"{action}Result");
        if (result is not null) model.CheckXml(ModelShapes.OutputOf(operation), result, action);
    }

    private static void Code(string code, ModelShapes model, JsonElement operation, string where)
    {
        if (!Common.Contains(code) && !model.Errors(operation).Contains(code) && !model.AllErrors.Contains(code))
            Assert.Fail($"{where} was refused with '{code}', which is no error of that service");
    }

    private static Dictionary<string, ModelShapes> Load()
    {
        var models = new Dictionary<string, ModelShapes>(StringComparer.Ordinal);
        if (Botocore.FindData() is not { } data) return models;
        foreach (var service in new[] { "ecs", "elbv2", "ssm", "logs", "cloudwatch", "sts", "ecr", "iam", "application-autoscaling", "sqs", "events" })
        {
            var model = new ModelShapes(ServiceModel.Load(Path.Combine(data, service)).RootElement);
            models[model.ApiVersion] = model;
            if (model.TargetPrefix is { } prefix) models[prefix] = model;
        }

        return models;
    }
}
