using Publican.Desired;
using Publican.Observed;

namespace Publican.Planning;

/// <summary>
/// Whether what left the desired state may be deleted (I19). A source that was emptied by mistake looks like many services that left at once:
/// more than the set share needs a person for each, and a source without services deletes nothing at all.
/// </summary>
public static class PruneGuard
{
    /// <summary>How long a person's word counts: one that was forgotten must not delete what leaves the files next year.</summary>
    public static TimeSpan WordCounts { get; } = TimeSpan.FromDays(1);

    /// <param name="desired">Services of the desired state.</param>
    /// <param name="departed">Services that exist and are not among them.</param>
    /// <param name="gone">How long this one has been seen to be gone.</param>
    /// <param name="running">The revision that runs: a person's word names it.</param>
    /// <returns>Why it is not deleted, in one sentence; null when it may be.</returns>
    public static string? Refusal(
        string service, PruneSpec? prune, int desired, int departed, TimeSpan gone, Intents intents, string? running, DateTimeOffset now)
    {
        if (desired == 0)
            return $"the desired state holds no service at all, so nothing is deleted; put back what should stay, or delete {service} by hand";
        if (intents.For(Verb.Prune, running ?? NoRevision) is { At: { } at } && at > now - WordCounts)
            return null;
        if (prune is null)
            return $"it keeps running and is not touched. Put its file back, or delete it with publican prune {service}; spec.prune of the environment deletes such services";
        if (departed * 100 > prune.AtMost * (desired + departed))
        {
            return $"{departed} of {desired + departed} services left at once, and spec.prune.atMost allows {prune.AtMost}%: nothing is deleted. "
                + $"Put back what should stay; publican prune {service} deletes this one";
        }

        return gone < prune.After ? $"it is deleted in {Durations.Format(Durations.WholeSeconds(prune.After - gone))} unless its file is put back" : null;
    }

    /// <summary>What an intent names where nothing runs.</summary>
    public const string NoRevision = "none";
}
