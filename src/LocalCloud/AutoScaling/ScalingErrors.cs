using LocalCloud.Protocols;

namespace LocalCloud.AutoScaling;

/// <summary>Application Auto Scaling's errors, by code.</summary>
internal static class ScalingErrors
{
    public const string InvalidToken = "InvalidNextTokenException", Validation = "ValidationException";

    public static AwsException Invalid(string message) => new(Validation, message);

    /// <summary>As AWS's front end says it.</summary>
    public static AwsException Missing(string member) =>
        Invalid($"1 validation error detected: Value null at '{member}' failed to satisfy constraint: Member must not be null");

    /// <param name="verb">found, or registered.</param>
    public static AwsException NoTarget(string verb, string resourceId) => new(
        "ObjectNotFoundException",
        $"No scalable target {verb} for service namespace: {ScalableTarget.Namespace}, resource ID: {resourceId}, scalable dimension: {ScalableTarget.Dimension}");

    public static AwsException NoPolicy(string resourceId, string name) => new(
        "ObjectNotFoundException",
        $"No scaling policy found for service namespace: {ScalableTarget.Namespace}, resource ID: {resourceId}, scalable dimension: {ScalableTarget.Dimension}, policy name: {name}");

    public static AwsException NoResource(string arn) => new("ResourceNotFoundException", $"There is no scalable target with the ARN {arn}");

    public static AwsException Limit(string message) => new("LimitExceededException", message);
}
