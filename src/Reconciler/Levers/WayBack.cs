using Publican.Observed;
using Publican.Status;

namespace Publican.Levers;

/// <summary>Pure: which revision a rollback goes to.</summary>
internal static class WayBack
{
    /// <param name="wanted">As it was typed; null for the last one that passed its bake before the present one.</param>
    /// <param name="known">Newest first.</param>
    /// <exception cref="LeverException">There is no way back there.</exception>
    public static string Choose(string? wanted, ServiceStatus service, IReadOnlyList<KnownRevision> known)
    {
        var (asked, now) = (service.Pin?.Revision ?? service.DesiredRevision, service.DesiredRevision);
        var to = wanted ?? LastGood(service, known);
        if (known.FirstOrDefault(revision => revision.Revision == to) is not { } found)
            throw new LeverException($"{to} is not among the revisions of {service.Name} that ECS knows: {List(known)}");
        if (CodeOf(found, service) is { } code)
            throw new LeverException($"{to} is bad ({code}), and a bad revision gets no traffic; commit a correction of it, or choose another one: {List(known)}");
        if (to == asked)
        {
            throw new LeverException(service.Pin is null
                ? $"nothing to roll back: {to} is what the desired state asks for"
                : $"{to} is what the desired state asks for: publican unpin {service.Name} goes forward to it");
        }

        return to == now ? throw new LeverException($"nothing to roll back: {service.Name} is pinned to {to} already") : to;
    }

    /// <summary>What passed its bake before the present one did, never just the one before. While something else is rolled out, that is what is stable.</summary>
    private static string LastGood(ServiceStatus service, IReadOnlyList<KnownRevision> known)
    {
        var stable = service.Stable?.Revision ?? throw new LeverException($"nothing to roll back to: nothing of {service.Name} was ever released");
        if (stable != service.DesiredRevision)
            return stable;
        var since = known.FirstOrDefault(revision => revision.Revision == stable)?.Verdict is { Good: true } verdict ? verdict.At : DateTimeOffset.MaxValue;
        return known
            .Where(revision => revision.Revision != stable && revision.Verdict is { Good: true } good && good.At < since && CodeOf(revision, service) is null)
            .MaxBy(revision => revision.Verdict!.At)?.Revision
            ?? throw new LeverException($"no revision is known to have passed its bake before {stable}; choose one with --to: {List(known)}");
    }

    /// <summary>Why a revision is bad; null when it is not known to be.</summary>
    private static string? CodeOf(KnownRevision revision, ServiceStatus service) =>
        service.Quarantined.FirstOrDefault(bad => bad.Revision == revision.Revision)?.Code ?? revision.Verdict?.Code ?? revision.Before?.Code;

    private static string List(IReadOnlyList<KnownRevision> known) => known.Count == 0
        ? "none"
        : string.Join(", ", known.Select(revision => $"{revision.Revision} ({revision.Image}, {Word(revision)})"));

    private static string Word(KnownRevision revision) => (revision.Verdict?.Code ?? revision.Before?.Code, revision.Verdict) switch
    {
        ({ } code, _) => $"bad: {code}",
        (_, { } good) => FormattableString.Invariant($"good since {good.At.UtcDateTime:yyyy-MM-dd HH:mm}Z"),
        _ => "no verdict",
    };
}
