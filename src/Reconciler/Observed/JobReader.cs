using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Amazon.ECS;
using Amazon.ECS.Model;
using Publican.Aws;

namespace Publican.Observed;

/// <summary>
/// Finds the one-off task of a hook. It is looked for before it is run: a lost answer must not start it twice. One instance a service: a
/// task that was seen once is not forgotten, since one that just stopped may stand in neither list when the second one is read late.
/// </summary>
public sealed class JobReader(AwsClients aws)
{
    private readonly ConcurrentDictionary<string, OneOffTask> _seen = new(StringComparer.Ordinal);

    /// <summary>Written as startedBy: 128 letters, digits, hyphens, slashes.</summary>
    public static string StartedBy(Names names, string revision, string hook) => $"publican/{names.Service}/{revision.Replace(':', '-')}/{hook}";

    /// <summary>Tasks of a service are started by their deployment (ecs-svc/…).</summary>
    public static bool IsJob(string? startedBy) => startedBy?.StartsWith("publican/", StringComparison.Ordinal) == true;

    /// <summary>The service or job that one of Publican's own tasks was run for; null for a task of others.</summary>
    public static string? ServiceOf(string? startedBy) => IsJob(startedBy) && startedBy!.Split('/') is [_, { Length: > 0 } service, _, ..] ? service : null;

    /// <summary>64 characters, the longest RunTask takes; equal for equal (service, revision, hook), so ECS itself refuses a second start for a day.</summary>
    public static string ClientToken(Names names, string revision, string hook) =>
        Token($"{names.Environment}/{names.Cluster}/{StartedBy(names, revision, hook)}");

    internal static string Token(string what) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(what)));

    public async Task<OneOffTask?> FindAsync(Names names, string revision, string hook, CancellationToken cancel)
    {
        var startedBy = StartedBy(names, revision, hook);
        if (await ShownAsync(names, startedBy, cancel) is not { } task)
            return _seen.GetValueOrDefault(startedBy);
        return _seen[startedBy] = task;
    }

    private async Task<OneOffTask?> ShownAsync(Names names, string startedBy, CancellationToken cancel)
    {
        // ListTasks takes startedBy as its only filter and shows running tasks then; stopped ones are found by family.
        var running = await aws.Ecs.ListTasksAsync(new ListTasksRequest { Cluster = names.Cluster, StartedBy = startedBy }, cancel);
        var arns = running.TaskArns is { Count: > 0 } found
            ? found
            : (await aws.Ecs.ListTasksAsync(
                new ListTasksRequest { Cluster = names.Cluster, Family = names.Family, DesiredStatus = DesiredStatus.STOPPED }, cancel)).TaskArns ?? [];
        if (arns.Count == 0)
            return null;

        var described = await aws.Ecs.DescribeTasksAsync(new DescribeTasksRequest { Cluster = names.Cluster, Tasks = [.. arns.Take(100)] }, cancel);
        return (described.Tasks ?? [])
            .Where(task => task.StartedBy == startedBy)
            .OrderByDescending(task => task.CreatedAt)
            .Select(task => new OneOffTask(
                task.TaskArn,
                task.LastStatus,
                new DateTimeOffset((task.CreatedAt ?? DateTime.UnixEpoch).ToUniversalTime()),
                OwnContainer(task, names)?.ExitCode,
                task.StoppedReason))
            .FirstOrDefault();
    }

    /// <summary>The service's own; others may stand beside it, and ECS promises no order.</summary>
    internal static Container? OwnContainer(Amazon.ECS.Model.Task task, Names names) =>
        task.Containers?.FirstOrDefault(container => container.Name == names.Service) ?? task.Containers?.FirstOrDefault();
}
