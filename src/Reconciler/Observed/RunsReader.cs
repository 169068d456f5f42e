using System.Collections.Immutable;
using Amazon.ECS;
using Amazon.ECS.Model;
using Publican.Aws;
using Task = System.Threading.Tasks.Task;

namespace Publican.Observed;

/// <summary>
/// Reads a job's runs. One instance a job: definitions that are not written any more are read once, and a task that was seen is not forgotten,
/// since one that just stopped may stand in neither list when the second one is read late.
/// </summary>
public sealed class RunsReader(AwsClients aws)
{
    /// <summary>Each is described once; a job that goes back further gets a second definition for its revision, and its runs with it.</summary>
    private const int Newest = 20;

    private readonly Dictionary<string, Tagged> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JobTask> _seen = new(StringComparer.Ordinal);

    private sealed record Tagged(string? Revision, RunRecord Runs);

    /// <summary>Written as startedBy: 128 letters, digits, hyphens, slashes. A CronJob's firing is one, whichever revision runs it.</summary>
    public static string StartedBy(Names names, string? revision, string run) => $"publican/{names.Service}/{Scope(revision)}/{run}";

    /// <summary>64 characters, the longest RunTask takes.</summary>
    public static string ClientToken(Names names, string? revision, string run) => JobReader.Token($"{names.Environment}/{names.Cluster}/{StartedBy(names, revision, run)}");

    /// <param name="fires">It is a CronJob.</param>
    /// <param name="anew">What was read before does not count: somebody else may have written since.</param>
    public async Task<JobSighting> ReadAsync(Names names, string revision, bool fires, bool anew, CancellationToken cancel)
    {
        if (anew)
            _known.Clear();
        var arns = await ArnsAsync(names.Family, cancel);
        var fresh = new HashSet<string>(StringComparer.Ordinal);
        foreach (var arn in arns.Where(arn => !_known.ContainsKey(arn)))
            await DescribeAsync(arn, fresh, cancel);

        // Only the definition of the desired revision is written; where there is none yet, what the next one begins with must be the newest.
        var own = arns.FirstOrDefault(arn => _known[arn].Revision == revision);
        foreach (var arn in own is null ? arns : [own])
            await DescribeAsync(arn, fresh, cancel);

        var record = arns.Select(arn => _known[arn]).Where(tagged => fires ? tagged.Revision is not null : tagged.Revision == revision)
            .Aggregate(RunRecord.Empty, (all, tagged) => all.Merge(tagged.Runs));
        return new JobSighting(
            own is null ? null : new TaskDefinition(own, revision, Before: null),
            own is null ? RunRecord.Empty : _known[own].Runs,
            record,
            own is null ? [] : await TasksAsync(names, fires ? null : revision, cancel))
        {
            NewestArn = arns.FirstOrDefault(arn => _known[arn].Revision is not null),
        };
    }

    private async Task<List<string>> ArnsAsync(string family, CancellationToken cancel) =>
        (await aws.Ecs.ListTaskDefinitionsAsync(
            new ListTaskDefinitionsRequest { FamilyPrefix = family, Sort = SortOrder.DESC, Status = TaskDefinitionStatus.ACTIVE, MaxResults = Newest }, cancel))
        .TaskDefinitionArns ?? [];

    private async Task DescribeAsync(string arn, HashSet<string> fresh, CancellationToken cancel)
    {
        if (!fresh.Add(arn))
            return;
        var answer = await aws.Ecs.DescribeTaskDefinitionAsync(new DescribeTaskDefinitionRequest { TaskDefinition = arn, Include = [TaskDefinitionField.TAGS] }, cancel);
        var tags = (answer.Tags ?? []).ToDictionary(tag => tag.Key, tag => tag.Value);
        _known[arn] = new Tagged(tags.GetValueOrDefault(OwnerTags.Revision), RunRecord.Parse(tags));
    }

    private async Task<ImmutableArray<JobTask>> TasksAsync(Names names, string? revision, CancellationToken cancel)
    {
        var prefix = StartedBy(names, revision, "");
        var arns = new List<string>();
        foreach (var status in new[] { DesiredStatus.RUNNING, DesiredStatus.STOPPED })
        {
            string? token = null;
            do
            {
                var page = await aws.Ecs.ListTasksAsync(new ListTasksRequest { Cluster = names.Cluster, Family = names.Family, DesiredStatus = status, NextToken = token }, cancel);
                arns.AddRange(page.TaskArns ?? []);
                token = page.NextToken;
            }
            while (!string.IsNullOrEmpty(token));
        }

        foreach (var chunk in arns.Distinct().Chunk(100))
        {
            var described = await aws.Ecs.DescribeTasksAsync(new DescribeTasksRequest { Cluster = names.Cluster, Tasks = [.. chunk] }, cancel);
            foreach (var task in (described.Tasks ?? []).Where(task => task.StartedBy?.StartsWith(prefix, StringComparison.Ordinal) == true))
            {
                if (!_seen.TryGetValue(task.StartedBy, out var known) || !known.Stopped)
                    _seen[task.StartedBy] = Of(task, task.StartedBy[prefix.Length..], names);
            }
        }

        // As many as anybody asks about, and no more: a CronJob of every minute starts half a million a year.
        foreach (var old in _seen.OrderByDescending(pair => pair.Value.CreatedAt).Skip(100).Select(pair => pair.Key).ToList())
            _seen.Remove(old);
        return [.. _seen.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(pair => pair.Value)];
    }

    private static JobTask Of(Amazon.ECS.Model.Task task, string run, Names names) => new(
        task.TaskArn, run, task.LastStatus, task.DesiredStatus == "STOPPED", Time(task.CreatedAt) ?? DateTimeOffset.UnixEpoch, Time(task.StoppedAt),
        JobReader.OwnContainer(task, names)?.ExitCode, Reason(task, names));

    // Why the container did not run stands with it: CannotPullContainerError and the like.
    private static string? Reason(Amazon.ECS.Model.Task task, Names names) =>
        string.Join(": ", new[] { task.StoppedReason, JobReader.OwnContainer(task, names)?.Reason }.Where(text => !string.IsNullOrEmpty(text))) is { Length: > 0 } reason ? reason : null;

    private static DateTimeOffset? Time(DateTime? time) => time is { } known ? new DateTimeOffset(known.ToUniversalTime()) : null;

    private static string Scope(string? revision) => revision is null ? "cron" : $"once/{revision.Replace(':', '-')}";
}
