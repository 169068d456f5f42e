using System.Collections.Concurrent;
using Amazon.ECR;
using Amazon.IdentityManagement;
using Amazon.Runtime;
using Amazon.SecretsManager;

namespace Publican.Aws;

/// <summary>Clients that only look at what others made: images, roles, secrets. An image may stand in another region than the cluster that runs it.</summary>
public sealed class LookUpClients(Func<string, IAmazonECR> images, IAmazonIdentityManagementService roles, IAmazonSecretsManager secrets) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<IAmazonECR>> _images = new(StringComparer.Ordinal);

    public IAmazonIdentityManagementService Roles => roles;

    public IAmazonSecretsManager Secrets => secrets;

    public IAmazonECR ImagesIn(string region) => _images.GetOrAdd(region, name => new Lazy<IAmazonECR>(() => images(name))).Value;

    /// <inheritdoc cref="AwsClients.Create"/>
    public static LookUpClients Create(string region, Uri? endpoint, Action<ClientConfig>? configure = null, ApiBudget? budget = null) => new(
        its => new BudgetedImagesClient(AwsClients.Configured(new AmazonECRConfig(), its, endpoint, configure), budget),
        new BudgetedRolesClient(AwsClients.Configured(new AmazonIdentityManagementServiceConfig(), region, endpoint, configure), budget),
        new BudgetedSecretsClient(AwsClients.Configured(new AmazonSecretsManagerConfig(), region, endpoint, configure), budget));

    public void Dispose()
    {
        roles.Dispose();
        secrets.Dispose();
        foreach (var client in _images.Values.Where(client => client.IsValueCreated))
            client.Value.Dispose();
    }
}
