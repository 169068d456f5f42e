using System.Collections.Immutable;
using Publican.Observed;

namespace Publican.Planning;

/// <summary>
/// Which task definition is not needed any more. All that is as new as the last few good revisions stays; of what is older, what is in use,
/// what a person may go back to by name, and what failed a short while ago.
/// </summary>
public static class Retention
{
    /// <summary>How long a revision that failed is kept, with its verdict: its evidence is looked for by people.</summary>
    public static TimeSpan FailedLately { get; } = TimeSpan.FromDays(7);

    /// <param name="keep">Good revisions that stay.</param>
    /// <param name="arns">Task definitions in use.</param>
    /// <param name="revisions">Revisions that somebody may come back to.</param>
    /// <returns>The oldest that can go; null when none can. While fewer than <paramref name="keep"/> are good, none.</returns>
    public static PastRevision? Next(
        ImmutableArray<PastRevision> history, int keep, IReadOnlyCollection<string> arns, IReadOnlyCollection<string> revisions, DateTimeOffset now)
    {
        var good = history.Where(past => past is { Active: true, Verdict.Good: true }).OrderByDescending(past => past.Number).Take(keep).ToList();
        if (good.Count < keep)
            return null;
        return history
            .Where(past => past.Number < good[^1].Number && past.Revision is { } revision && (!revisions.Contains(revision) || IsSpare(past)) && !arns.Contains(past.Arn))
            .Where(past => past.Verdict is not { Good: false } bad || now - bad.At >= FailedLately)
            .MinBy(past => past.Number);

        // A call that was carried out twice leaves two of one revision: whoever comes back to it needs one.
        bool IsSpare(PastRevision past) =>
            history.Any(other => other.Active && other.Revision == past.Revision && other.Arn != past.Arn && (arns.Contains(other.Arn) || other.Number > past.Number));
    }
}
