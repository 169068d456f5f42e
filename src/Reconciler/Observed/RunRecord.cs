using System.Collections.Immutable;
using System.Globalization;

namespace Publican.Observed;

/// <summary>
/// What is stored about the runs of a job, as two tags of its task definitions: what was begun, and how it ended. A run is noted before its task is
/// asked for, so whoever comes next knows of it.
/// </summary>
/// <param name="Runs">One for each firing, newest first.</param>
/// <param name="Schedule">The schedule that counts, and since when; null for a Job, and before it was noted.</param>
public sealed record RunRecord(ImmutableArray<JobRun> Runs, NotedSchedule? Schedule)
{
    /// <summary>
    /// Runs up to here that are not among <see cref="Runs"/> are over: an older definition, whose tags nobody writes any more, says for ever that they are open.
    /// </summary>
    public long Floor { get; init; }

    /// <summary>Eight of them, and the floor, fit a tag of 256 characters.</summary>
    public const int Most = 8;

    private const string Cleared = "-";
    private const char FloorMark = '/';

    public static RunRecord Empty { get; } = new([], null);

    public IEnumerable<JobRun> Open => Runs.Where(run => run.Open);

    public JobRun? Newest => Runs is [var newest, ..] ? newest : null;

    public JobRun? Of(long key) => Runs.FirstOrDefault(run => run.Key == key);

    public RunRecord With(JobRun run) => this with { Runs = [.. Runs.Where(other => other.Key != run.Key).Append(run).OrderByDescending(other => other.Key)] };

    /// <summary>Both together: of each run the note that is further, so that neither an old read nor a late write takes anything back.</summary>
    public RunRecord Merge(RunRecord other)
    {
        var merged = this with
        {
            Runs = [.. Runs.Where(run => other.Of(run.Key) is not null || !other.IsOver(run.Key))],
            Schedule = Schedule is null || other.Schedule?.Since > Schedule.Since ? other.Schedule : Schedule,
            Floor = Math.Max(Floor, other.Floor),
        };
        return other.Runs.Where(run => Of(run.Key) is { } known ? run.Progress.CompareTo(known.Progress) > 0 : !IsOver(run.Key)).Aggregate(merged, (record, run) => record.With(run));
    }

    /// <summary>What is open, and the newest of the rest. The newest run of all always stays, as no run is begun beside eight open ones: it says up to when firings were taken.</summary>
    public RunRecord Trim(int history)
    {
        var room = Math.Max(Newest is { Open: false } ? 1 : 0, Most - Open.Count());
        var kept = Runs.Where(run => !run.Open).Take(Math.Min(history, room)).ToHashSet();
        var dropped = Runs.Where(run => !run.Open && !kept.Contains(run)).Select(run => run.Key).DefaultIfEmpty(0).Max();
        return this with { Runs = [.. Runs.Where(run => run.Open || kept.Contains(run))], Floor = Math.Max(Floor, dropped) };
    }

    // A Job's one run has the key 0, and no floor.
    private bool IsOver(long key) => Floor > 0 && key <= Floor;

    public bool SameAs(RunRecord other) => ToString() == other.ToString();

    public IEnumerable<KeyValuePair<string, string>> ToTags()
    {
        var words = Runs.Select(run => run.ToString()).Concat(Floor > 0 ? [string.Create(CultureInfo.InvariantCulture, $"{FloorMark}{Floor}")] : []);
        yield return new(OwnerTags.Runs, string.Join(' ', words) is { Length: > 0 } text ? text : Cleared);
        if (Schedule is not null)
            yield return new(OwnerTags.Schedule, Schedule.ToString());
    }

    /// <summary>What is not understood reads as absent.</summary>
    public static RunRecord Parse(IReadOnlyDictionary<string, string> tags)
    {
        var words = (tags.GetValueOrDefault(OwnerTags.Runs) ?? Cleared).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var floor = words.Where(word => word[0] == FloorMark)
            .Select(word => long.TryParse(word.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var key) ? key : 0).DefaultIfEmpty(0).Max();
        return words.Select(JobRun.Parse).OfType<JobRun>()
            .Aggregate(Empty with { Schedule = NotedSchedule.Parse(tags.GetValueOrDefault(OwnerTags.Schedule)), Floor = floor }, (record, run) => record.With(run));
    }

    public override string ToString() => string.Join(' ', ToTags().Select(tag => tag.Value));
}

/// <summary>A new schedule begins with the moment it is seen: what it would have fired before is not made up for.</summary>
/// <param name="Hash">Of cron and time zone.</param>
public sealed record NotedSchedule(string Hash, DateTimeOffset Since)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Hash}@{Since.ToUnixTimeSeconds()}");

    public static NotedSchedule? Parse(string? tag) =>
        tag?.Split('@') is [var hash, { Length: <= 10 } at] && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? new NotedSchedule(hash, DateTimeOffset.FromUnixTimeSeconds(seconds))
            : null;
}
