using Amazon.CloudWatch;
using Amazon.CloudWatchLogs;
using Amazon.ECR;
using Amazon.IdentityManagement;
using Amazon.Runtime.Internal;
using Amazon.SecretsManager;
using Amazon.SimpleSystemsManagement;

namespace Publican.Aws;

internal sealed class BudgetedSsmClient(AmazonSimpleSystemsManagementConfig config, ApiBudget? budget) : AmazonSimpleSystemsManagementClient(config)
{
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.Budget(budget, "ssm");
    }
}

internal sealed class BudgetedMetricsClient(AmazonCloudWatchConfig config, ApiBudget? budget) : AmazonCloudWatchClient(config)
{
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.Budget(budget, "monitoring");
    }
}

internal sealed class BudgetedLogsClient(AmazonCloudWatchLogsConfig config, ApiBudget? budget) : AmazonCloudWatchLogsClient(config)
{
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.Budget(budget, "logs");
    }
}

internal sealed class BudgetedImagesClient(AmazonECRConfig config, ApiBudget? budget) : AmazonECRClient(config)
{
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.Budget(budget, "ecr");
    }
}

internal sealed class BudgetedRolesClient(AmazonIdentityManagementServiceConfig config, ApiBudget? budget) : AmazonIdentityManagementServiceClient(config)
{
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.Budget(budget, "iam");
    }
}

internal sealed class BudgetedSecretsClient(AmazonSecretsManagerConfig config, ApiBudget? budget) : AmazonSecretsManagerClient(config)
{
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.Budget(budget, "secretsmanager");
    }
}

internal static class Budgeting
{
    /// <summary>After the retries, before the signature.</summary>
    public static void Budget(this RuntimePipeline pipeline, ApiBudget? budget, string service)
    {
        if (budget is not null)
            pipeline.AddHandlerAfter<RetryHandler>(new BudgetHandler(budget, service));
    }
}
