using System.Collections.Immutable;
using Publican.Observed;
using Publican.Status;

namespace Publican.Levers;

/// <summary>Pure: the wishes that a job knows: suspend, resume, and one more try of a run that failed.</summary>
internal static class JobWish
{
    /// <exception cref="LeverException">There is nothing the wish could act on.</exception>
    public static ImmutableArray<Intent> Apply(LeverArguments lever, ServiceStatus job, ImmutableArray<Intent> all, DateTimeOffset now)
    {
        var revision = job.DesiredRevision ?? throw new LeverException($"{job.Name} has no desired revision yet");
        var suspensions = all.Where(intent => intent.Verb == Verb.Suspend);
        return lever switch
        {
            { Verb: Verb.Suspend } => [Utter(null)],
            { Verb: null, Unpins: false } => suspensions.Any() ? [.. all.Except(suspensions)] : throw new LeverException($"nothing to resume: {job.Name} is not suspended by a person"),
            { Verb: Verb.Retry } when job.Job?.Runs is not [{ State: "Failed" }, ..] => throw new LeverException($"nothing to retry: the newest run of {job.Name} has not failed for good"),
            { Verb: Verb.Retry } => [.. suspensions, Utter(revision)],
            _ => throw new LeverException($"{job.Name} is a job and has no rollout: it takes suspend, resume and retry"),
        };

        Intent Utter(string? of) => new(lever.Verb!.Value, of, null, lever.By, DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()));
    }
}
