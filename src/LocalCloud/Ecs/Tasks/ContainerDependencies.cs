using LocalCloud.Ecs.Messages;
using LocalCloud.Processes;

namespace LocalCloud.Ecs.Tasks;

/// <summary>Makes a container wait until the others are as its dependsOn asks.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html. The words of the failures are LocalCloud's.</remarks>
internal sealed class ContainerDependencies(IReadOnlyList<ContainerLife> containers, TimeProvider time)
{
    /// <summary>AWS's for Fargate, when the other container names no startTimeout.</summary>
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(3);

    /// <exception cref="TaskStartException">One of them will never be as it should, or not in time.</exception>
    /// <exception cref="OperationCanceledException">The task ends.</exception>
    public Task WaitAsync(ContainerDefinition container, CancellationToken ending) =>
        Task.WhenAll((container.DependsOn ?? []).Select(dependency => WaitAsync(dependency, ending)));

    private async Task WaitAsync(ContainerDependency dependency, CancellationToken ending)
    {
        var other = containers.First(candidate => candidate.Definition.Name == dependency.ContainerName);
        var patience = other.Definition.StartTimeout is { } seconds ? TimeSpan.FromSeconds(seconds) : StartTimeout;
        try
        {
            await ConditionAsync(dependency.Condition!, other).WaitAsync(patience, time, ending);
        }
        catch (TimeoutException)
        {
            throw Unfulfilled(other, $"it was not {dependency.Condition} within {patience.TotalSeconds:0} s");
        }
    }

    private static async Task ConditionAsync(string condition, ContainerLife other)
    {
        if (condition is "COMPLETE" or "SUCCESS")
        {
            var code = await other.Exited;
            if (condition == "SUCCESS" && code != 0) throw Unfulfilled(other, code is null ? "it did not start" : $"it exited with {code}");
            return;
        }

        await other.Started;
        if (condition != "HEALTHY") return;
        var first = await Task.WhenAny(other.Healthy, other.Exited);
        if (first != other.Healthy) throw Unfulfilled(other, $"it exited with {await other.Exited} before it was healthy");
    }

    private static TaskStartException Unfulfilled(ContainerLife other, string why) =>
        new($"DependencyNotMet: container '{other.Definition.Name}': {why}");
}
