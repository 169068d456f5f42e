namespace Publican.Bootstrap.Policies;

/// <summary>Which permissions a call needs beside the one that is called as it is.</summary>
internal static class Permissions
{
    /// <summary>Operation, permission, why.</summary>
    private static readonly (string Operation, string Permission, string Why)[] Implied =
    [
        ("ecs:CreateService", "ecs:TagResource", Tags),
        ("ecs:RegisterTaskDefinition", "ecs:TagResource", Tags),
        ("ecs:RunTask", "ecs:TagResource", Tags),
        ("elasticloadbalancing:CreateRule", "elasticloadbalancing:AddTags", Tags),
        ("elasticloadbalancing:CreateTargetGroup", "elasticloadbalancing:AddTags", Tags),
        ("application-autoscaling:RegisterScalableTarget", "application-autoscaling:TagResource", Tags),
        ("ecs:RegisterTaskDefinition", "iam:PassRole", "the task definition names two roles"),
        ("application-autoscaling:PutScalingPolicy", "cloudwatch:PutMetricAlarm", Alarms),
        ("application-autoscaling:PutScalingPolicy", "cloudwatch:DeleteAlarms", Alarms),
    ];

    private const string Tags = "tags ride in the call that creates, and are asked for on their own";

    // https://docs.aws.amazon.com/autoscaling/application/userguide/security_iam_permission_validation.html
    private const string Alarms = "Application Auto Scaling looks whether its caller may have alarms made, before it makes them with a role of its own";

    /// <summary>Operations that IAM knows by another name.</summary>
    private static readonly Dictionary<string, string> Renamed = new(StringComparer.Ordinal) { ["sqs:DeleteMessageBatch"] = "sqs:DeleteMessage" };

    public static IEnumerable<string> Of(string operation) =>
        Implied.Where(implied => implied.Operation == operation).Select(implied => implied.Permission).Prepend(Renamed.GetValueOrDefault(operation, operation));
}
