using System.Collections.Concurrent;
using System.Collections.Immutable;
using Amazon.ECS;
using Amazon.ECS.Model;
using Publican.Aws;

namespace Publican.Observed;

/// <summary>Task definitions never change, so each is read once. Only the results of its one-off tasks are tags that may appear later.</summary>
public sealed class TaskDefinitionReader(AwsClients aws)
{
    /// <summary>How many of a family's newest revisions are searched for a hash before a new one is registered.</summary>
    private const int Newest = 20;

    private readonly ConcurrentDictionary<string, Described> _known = new(StringComparer.Ordinal);

    public sealed record Described(string Arn, string? Revision, string? Image, JobResult? Before, ImmutableSortedDictionary<string, JobResult> Checks, TaskNetwork? Network);

    public async Task<Described> GetAsync(string arn, CancellationToken cancel) =>
        _known.TryGetValue(arn, out var known) ? known : await ReadAsync(arn, cancel);

    /// <summary>The newest ACTIVE task definition of a family that carries the revision; null when there is none.</summary>
    /// <param name="hooks">Check tasks whose result is of interest now.</param>
    public async Task<TaskDefinition?> FindAsync(string family, string revision, IReadOnlyCollection<string> hooks, CancellationToken cancel)
    {
        var page = await aws.Ecs.ListTaskDefinitionsAsync(
            new ListTaskDefinitionsRequest { FamilyPrefix = family, Sort = SortOrder.DESC, Status = TaskDefinitionStatus.ACTIVE, MaxResults = Newest },
            cancel);
        foreach (var arn in page.TaskDefinitionArns ?? [])
        {
            var described = await GetAsync(arn, cancel);
            if (described.Revision != revision)
                continue;
            // A result may still come, and a failed one is taken away by a retry.
            if (described.Before is not { Succeeded: true } || hooks.Any(hook => !described.Checks.ContainsKey(hook)))
                described = await ReadAsync(arn, cancel);
            return new TaskDefinition(arn, revision, described.Before) { Checks = described.Checks };
        }

        return null;
    }

    private async Task<Described> ReadAsync(string arn, CancellationToken cancel)
    {
        var answer = await aws.Ecs.DescribeTaskDefinitionAsync(
            new DescribeTaskDefinitionRequest { TaskDefinition = arn, Include = [TaskDefinitionField.TAGS] }, cancel);
        var tags = (answer.Tags ?? []).ToDictionary(tag => tag.Key, tag => tag.Value);
        var described = new Described(
            arn,
            tags.GetValueOrDefault(OwnerTags.Revision),
            answer.TaskDefinition.ContainerDefinitions?.FirstOrDefault()?.Image,
            JobResult.Parse(tags.GetValueOrDefault(OwnerTags.Before)),
            tags.Where(tag => tag.Key.StartsWith(OwnerTags.Checked + CheckHooks.Prefix, StringComparison.Ordinal))
                .Select(tag => (Hook: tag.Key[OwnerTags.Checked.Length..], Result: JobResult.Parse(tag.Value)))
                .Where(tag => tag.Result is not null)
                .ToImmutableSortedDictionary(tag => tag.Hook, tag => tag.Result!, StringComparer.Ordinal),
            TaskNetwork.Parse(tags));
        _known[arn] = described;
        return described;
    }
}
