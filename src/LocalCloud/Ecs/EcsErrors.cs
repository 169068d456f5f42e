using LocalCloud.Protocols;

namespace LocalCloud.Ecs;

/// <summary>ECS's errors, by code.</summary>
internal static class EcsErrors
{
    public static AwsException Invalid(string message) => new("InvalidParameterException", message);

    public static AwsException Client(string message) => new("ClientException", message);

    public static AwsException Unsupported(string what) => new("UnsupportedFeatureException", $"LocalCloud does not support {what}");

    public static AwsException NoCluster() => new("ClusterNotFoundException", "Cluster not found.");

    public static AwsException NoService() => new("ServiceNotFoundException", "Service not found.");

    public static AwsException NotActive() => new("ServiceNotActiveException", "Service was not ACTIVE.");

    public static AwsException NoResource(string arn) =>
        new("ResourceNotFoundException", $"The specified resource could not be found: {arn}");
}
