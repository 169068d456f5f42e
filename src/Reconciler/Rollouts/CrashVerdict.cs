using Publican.Desired;
using Publican.Observed;

namespace Publican.Rollouts;

/// <summary>Tasks of the candidate that ended by themselves, from the start of its deployment: ECS replaces them before a target is missed.</summary>
internal static class CrashVerdict
{
    public const string Name = "tasks";

    public static Verdict Of(RestartsCheckSpec check, CheckReadings readings, Trial trial)
    {
        // A warm colour has a past: what it lost in it was judged then.
        var crashes = readings.Crashes.All.Where(crash => !trial.IsWayBack || (trial.Weight > 0 && crash.At >= trial.Since)).ToList();
        if (crashes.Count > check.Max)
        {
            var message = $"{crashes.Count} {(crashes.Count == 1 ? "task" : "tasks")} of the candidate ended by {(crashes.Count == 1 ? "itself" : "themselves")}, allowed are {check.Max}: {crashes[^1].Reason}";
            return new Verdict(VerdictState.Failed, Codes.Crashed, Name, message).By(Samples(crashes));
        }

        return readings.Crashes.Error is { } error ? Verdict.Waiting(Name, $"stopped tasks are not known: {error}") : Verdict.Good;
    }

    public static IEnumerable<EvidenceSample> Samples(IEnumerable<Crash> crashes) =>
        crashes.Select(crash => new EvidenceSample(crash.At, SampleResult.Bad, crash.Reason));
}
