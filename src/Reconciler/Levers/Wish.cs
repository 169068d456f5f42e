using System.Collections.Immutable;
using Publican.Observed;
using Publican.Status;

namespace Publican.Levers;

/// <summary>Pure: what a person asks for, and what the service is doing, give the intents to write.</summary>
public static class Wish
{
    /// <param name="known">Revisions to roll back to, newest first.</param>
    /// <exception cref="LeverException">There is nothing the wish could act on.</exception>
    public static ImmutableArray<Intent> Apply(
        LeverArguments lever, ServiceStatus service, Intents current, DateTimeOffset now, IReadOnlyList<KnownRevision>? known = null)
    {
        if (current.Problems is [var problem, ..])
            throw new LeverException($"the intents parameter holds what is not understood, and is left alone: {problem}");
        if (service.Job is not null)
            return JobWish.Apply(lever, service, current.All, now);
        var revision = service.DesiredRevision ?? throw new LeverException($"{service.Name} has no desired revision yet");

        // A wish for a revision that is not desired any more has nothing to act on, and never will.
        var asked = service.Pin?.Revision ?? revision;
        var kept = current.All.Where(intent => intent.Verb == Verb.Suspend || intent.Revision == (intent.Verb == Verb.Rollback ? asked : revision));
        return lever.Verb switch
        {
            null when lever.Unpins => current.All.Any(intent => intent.Verb == Verb.Rollback && intent.Revision == asked)
                ? [.. current.All.Where(intent => intent.Verb != Verb.Rollback)]
                : throw new LeverException($"nothing to unpin: {service.Name} runs what the desired state asks for"),
            null => Resumed(service, current.All, kept),
            Verb.Rollback => [.. kept.Where(intent => intent.Verb == Verb.Suspend), Utter(asked) with { To = WayBack.Choose(lever.To, service, known ?? []) }],
            Verb.Retry when service.Quarantined.All(bad => bad.Revision != revision) =>
                throw new LeverException($"nothing to retry: {revision} is not quarantined"),
            Verb.Retry => [.. kept.Where(intent => intent.Verb is Verb.Suspend or Verb.Rollback), Utter(revision)],
            Verb.Prune when service.Conditions.All(condition => condition is not { Type: "Orphaned", Status: "True" }) =>
                throw new LeverException($"nothing to prune: {service.Name} is in the desired state; take its file out first"),
            Verb.Prune => [.. kept.Where(intent => intent.Verb == Verb.Suspend), Utter(revision)],
            Verb.Suspend => [.. kept.Where(intent => intent.Verb != Verb.Suspend), Utter(null)],
            Verb.Abort when current.All.Any(intent => intent.Verb == Verb.Suspend) =>
                throw new LeverException($"{service.Name} is suspended, and nothing of it is touched while it is: publican resume {service.Name} first, then abort"),
            _ when !IsOpen(service, revision) => throw new LeverException($"nothing to {Word(lever.Verb.Value)}: no rollout of {service.Name} is open, it is {service.Phase}"),
            Verb.Promote when service is { Step: null, Frozen: not null } => [.. kept.Where(intent => intent.Verb != Verb.Promote), Utter(revision, 0)],
            Verb.Promote when service.Step is not { Weight: < 100 } =>
                throw new LeverException($"nothing to promote: {service.Name} is {service.Phase}, between two steps or at 100%; the bake is not skipped"),
            { } verb => [.. kept.Where(intent => intent.Verb != verb), Utter(revision, verb == Verb.Promote ? service.Step!.Weight : null)],
        };

        Intent Utter(string? of, int? step = null) => new(lever.Verb!.Value, of, step, lever.By, DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()));
    }

    private static ImmutableArray<Intent> Resumed(ServiceStatus service, ImmutableArray<Intent> all, IEnumerable<Intent> kept) =>
        all.Any(intent => intent.Verb is Verb.Pause or Verb.Suspend)
            ? [.. kept.Where(intent => intent.Verb is not (Verb.Pause or Verb.Suspend))]
            : throw new LeverException($"nothing to resume: {service.Name} is neither paused nor suspended");

    private static bool IsOpen(ServiceStatus service, string revision) =>
        service.Stable?.Revision != revision && service.Quarantined.All(bad => bad.Revision != revision);

    private static string Word(Verb verb) => verb == Verb.PromoteFully ? "promote" : IntentList.NameOf(verb);
}
