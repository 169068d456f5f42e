using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;

namespace Publican.Aws;

/// <summary>SSM alone, for the desired state in it: that is read before any environment is known.</summary>
public static class ParameterClient
{
    /// <inheritdoc cref="AwsClients.Create"/>
    public static IAmazonSimpleSystemsManagement Create(string region, Uri? endpoint, ApiBudget budget, Action<ClientConfig>? configure = null) =>
        new BudgetedSsmClient(AwsClients.Configured(new AmazonSimpleSystemsManagementConfig(), region, endpoint, configure), budget);
}
