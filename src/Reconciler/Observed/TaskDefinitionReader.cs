using System.Collections.Concurrent;
using System.Collections.Immutable;
using Amazon.ECS;
using Amazon.ECS.Model;
using Publican.Aws;

namespace Publican.Observed;

/// <summary>Task definitions never change, so each is read once. Only the results of its one-off tasks are tags that may appear later.</summary>
public sealed class TaskDefinitionReader(AwsClients aws, TimeProvider clock)
{
    /// <summary>
    /// How many of a family's newest revisions are searched for a hash before a new one is registered. Each is described once, from
    /// a bucket of 20 a second; a commit that goes further back gets a second task definition for its hash.
    /// </summary>
    private const int Newest = 20;

    /// <summary>As many as one ListTaskDefinitions shows: a revision that a person named is not registered anew, so it is looked for further back.</summary>
    private const int FurtherBack = 100;

    /// <summary>How long a revision is believed to stay ACTIVE: only a person deregisters it meanwhile, and then ECS refuses to start it.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Described> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Family, string Revision), (string Arn, DateTimeOffset At)> _found = new();

    /// <param name="Image">For people: as the desired state named it.</param>
    public sealed record Described(string Arn, string? Revision, string? Image, JobResult? Before, RevisionVerdict? Verdict, ImmutableSortedDictionary<string, JobResult> Checks, TaskNetwork? Network)
    {
        public RegisteredRevision? Registered { get; init; }
    }

    public async Task<Described> GetAsync(string arn, CancellationToken cancel) =>
        _known.TryGetValue(arn, out var known) ? known : await ReadAsync(arn, cancel);

    public Task<Described> AnewAsync(string arn, CancellationToken cancel) => ReadAsync(arn, cancel);

    /// <summary>The newest ACTIVE task definition of a family that carries the revision; null when there is none.</summary>
    /// <param name="named">A person named the revision.</param>
    /// <param name="hasBefore">The result of its before-job is of interest.</param>
    /// <param name="hooks">Check tasks whose result is of interest now.</param>
    public async Task<TaskDefinition?> FindAsync(string family, string revision, bool named, bool hasBefore, IReadOnlyCollection<string> hooks, CancellationToken cancel)
    {
        if (_found.TryGetValue((family, revision), out var found) && clock.GetUtcNow() - found.At < Kept)
            return await WithResultsAsync(await GetAsync(found.Arn, cancel), revision, hasBefore, hooks, cancel);
        foreach (var arn in await NewestAsync(family, named ? FurtherBack : Newest, cancel))
        {
            var described = await GetAsync(arn, cancel);
            if (described.Revision != revision)
                continue;
            _found[(family, revision)] = (arn, clock.GetUtcNow());
            return await WithResultsAsync(described, revision, hasBefore, hooks, cancel);
        }

        return null;
    }

    /// <summary>Revisions of a family, newest first; those that were registered by others are left out.</summary>
    public async Task<IReadOnlyList<KnownRevision>> KnownAsync(string family, CancellationToken cancel)
    {
        var known = new List<KnownRevision>();
        foreach (var arn in await NewestAsync(family, FurtherBack, cancel))
        {
            if (await ReadAsync(arn, cancel) is { Revision: { } revision } described && known.All(newer => newer.Revision != revision))
                known.Add(new KnownRevision(revision, described.Image, described.Before, described.Verdict));
        }

        return known;
    }

    /// <summary>What the newest ACTIVE task definitions of a family were made from, newest first.</summary>
    public async Task<IReadOnlyList<RegisteredRevision?>> RegisteredAsync(string family, CancellationToken cancel)
    {
        var found = new List<RegisteredRevision?>();
        foreach (var arn in await NewestAsync(family, Newest, cancel))
            found.Add((await GetAsync(arn, cancel)).Registered);
        return found;
    }

    /// <summary>Task definitions of a family, ACTIVE and INACTIVE, newest first; a hundred of each.</summary>
    public async Task<ImmutableArray<PastRevision>> HistoryAsync(string family, CancellationToken cancel)
    {
        var past = new List<PastRevision>();
        foreach (var status in new[] { TaskDefinitionStatus.ACTIVE, TaskDefinitionStatus.INACTIVE })
        {
            foreach (var arn in await NewestAsync(family, FurtherBack, cancel, status))
            {
                // A verdict may have come since it was read.
                var described = _known.TryGetValue(arn, out var known) && known.Verdict is not null ? known : await ReadAsync(arn, cancel);
                past.Add(new PastRevision(arn, PastRevision.NumberOf(arn), described.Revision, described.Verdict, status == TaskDefinitionStatus.ACTIVE));
            }
        }

        return [.. past.OrderByDescending(revision => revision.Number)];
    }

    private async Task<IEnumerable<string>> NewestAsync(string family, int count, CancellationToken cancel, TaskDefinitionStatus? status = null) =>
        (await aws.Ecs.ListTaskDefinitionsAsync(
            new ListTaskDefinitionsRequest { FamilyPrefix = family, Sort = SortOrder.DESC, Status = status ?? TaskDefinitionStatus.ACTIVE, MaxResults = count }, cancel))
        .TaskDefinitionArns ?? [];

    private async Task<TaskDefinition> WithResultsAsync(Described described, string revision, bool hasBefore, IReadOnlyCollection<string> hooks, CancellationToken cancel)
    {
        // A result may still come, and a failed one is taken away by a retry.
        if ((hasBefore && described.Before is not { Succeeded: true }) || hooks.Any(hook => !described.Checks.ContainsKey(hook)))
            described = await ReadAsync(described.Arn, cancel);
        return new TaskDefinition(described.Arn, revision, described.Before) { Checks = described.Checks };
    }

    private async Task<Described> ReadAsync(string arn, CancellationToken cancel)
    {
        var answer = await aws.Ecs.DescribeTaskDefinitionAsync(
            new DescribeTaskDefinitionRequest { TaskDefinition = arn, Include = [TaskDefinitionField.TAGS] }, cancel);
        var tags = (answer.Tags ?? []).ToDictionary(tag => tag.Key, tag => tag.Value);
        var image = answer.TaskDefinition.ContainerDefinitions?.FirstOrDefault()?.Image;
        var revision = tags.GetValueOrDefault(OwnerTags.Revision);
        var described = new Described(
            arn,
            revision,
            tags.GetValueOrDefault(OwnerTags.Image, image!),
            JobResult.Parse(tags.GetValueOrDefault(OwnerTags.Before)),
            RevisionVerdict.Parse(tags.GetValueOrDefault(OwnerTags.Verdict)),
            tags.Where(tag => tag.Key.StartsWith(OwnerTags.Checked + CheckHooks.Prefix, StringComparison.Ordinal))
                .Select(tag => (Hook: tag.Key[OwnerTags.Checked.Length..], Result: JobResult.Parse(tag.Value)))
                .Where(tag => tag.Result is not null)
                .ToImmutableSortedDictionary(tag => tag.Hook, tag => tag.Result!, StringComparer.Ordinal),
            TaskNetwork.Parse(tags))
        {
            Registered = revision is null || image is null ? null : new RegisteredRevision(revision, tags.GetValueOrDefault(OwnerTags.Spec), image),
        };
        _known[arn] = described;
        return described;
    }
}
