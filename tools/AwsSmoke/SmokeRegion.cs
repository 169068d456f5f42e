using Amazon;
using Amazon.ECS;
using Amazon.ElasticLoadBalancingV2;
using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;

namespace Publican.AwsSmoke;

/// <summary>Clients of the region under test, and what is to be undone at the end, newest first.</summary>
internal sealed class SmokeRegion : IDisposable
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(5);
    private readonly Stack<(string What, Func<Task> Undo)> _undo = new();

    public SmokeRegion(SmokeOptions options, AWSCredentials? credentials)
    {
        Options = options;
        Ecs = new AmazonECSClient(credentials, Configured(new AmazonECSConfig()));
        Elb = new AmazonElasticLoadBalancingV2Client(credentials, Configured(new AmazonElasticLoadBalancingV2Config()));
        Ssm = new AmazonSimpleSystemsManagementClient(credentials, Configured(new AmazonSimpleSystemsManagementConfig()));

        T Configured<T>(T config)
            where T : ClientConfig
        {
            if (options.Endpoint is null) config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
            else (config.ServiceURL, config.AuthenticationRegion) = (options.Endpoint, options.Region);
            return config;
        }
    }

    public SmokeOptions Options { get; }

    public IAmazonECS Ecs { get; }

    public IAmazonElasticLoadBalancingV2 Elb { get; }

    public IAmazonSimpleSystemsManagement Ssm { get; }

    /// <summary>Differs from run to run, so that what an earlier run left behind is not in the way.</summary>
    public string Name { get; } = $"publican-smoke-{Guid.NewGuid().ToString("N")[..8]}";

    public void AtEnd(string what, Func<Task> undo) => _undo.Push((what, undo));

    /// <summary>Undoes everything, whatever fails. AWS lets go of some things only after a while.</summary>
    /// <returns>What could not be deleted, with AWS's reason.</returns>
    public async Task<IReadOnlyList<string>> CleanUpAsync()
    {
        var left = new List<string>();
        while (_undo.TryPop(out var step))
        {
            for (var tries = 6; ; tries--)
            {
                try
                {
                    await step.Undo();
                    break;
                }
                catch (AmazonServiceException error)
                {
                    if (tries > 1)
                    {
                        await Task.Delay(BetweenTries);
                        continue;
                    }

                    left.Add($"{step.What}: {error.ErrorCode} {error.Message}");
                    break;
                }
            }
        }

        return left;
    }

    public void Dispose()
    {
        Ecs.Dispose();
        Elb.Dispose();
        Ssm.Dispose();
    }
}
