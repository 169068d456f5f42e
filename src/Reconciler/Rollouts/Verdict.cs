using System.Collections.Immutable;
using Publican.Desired;
using Publican.Observed;

namespace Publican.Rollouts;

public enum VerdictState
{
    /// <summary>Not known yet, or not to be known: neither forward nor back.</summary>
    Waiting,
    Good,
    Failed,

    /// <summary>Candidate and stable fail the same check, or an alarm was there before: something else is sick, not the release.</summary>
    BothSick,
}

/// <summary>Where a candidate stands when it is judged.</summary>
/// <param name="Since">Start of the step, bake or preparation: older samples do not count.</param>
public sealed record Trial(DateTimeOffset Since)
{
    /// <summary>Of the candidate; 0 before its first traffic.</summary>
    public required int Weight { get; init; }

    /// <summary>The step or bake has lasted as long as it should: what is inconclusive now will not become clear by itself.</summary>
    public bool IsHeld { get; init; }

    public DateTimeOffset Now { get; init; }

    /// <summary>On the way back to a warm colour: the alarm that made people go back is in ALARM for minutes more.</summary>
    public bool IsWayBack { get; init; }
}

/// <summary>What the checks say about the candidate.</summary>
public sealed record Verdict(VerdictState State, string Code, string Check, string Message)
{
    private const int SamplesKept = 10;

    public static Verdict Good { get; } = new(VerdictState.Good, "", "", "all checks are good");

    /// <summary>What it was found by, oldest first.</summary>
    public ImmutableArray<EvidenceSample> Samples { get; init; } = [];

    public static Verdict Of(RolloutSpec rollout, CheckReadings readings, Trial trial)
    {
        var verdicts = rollout.ChecksAt(trial.Weight).Select(check => (Check: check, Said: check switch
        {
            HttpCheckSpec http => HttpVerdict.Of(http, readings, trial),
            AlarmCheckSpec alarm => AlarmVerdict.Of(alarm, readings, trial),
            MetricCheckSpec metric => MetricVerdict.Of(metric, readings, trial),
            AskedCheckSpec asked => AskedVerdict.Of(asked, readings, trial),
            TaskCheckSpec task => TaskVerdict.Of(task, readings, trial),
            RestartsCheckSpec restarts => CrashVerdict.Of(restarts, readings, trial),
            _ => throw new InvalidOperationException($"no judge for {check}"),
        })).ToList();

        // Under traffic only a metric sees both sides. What asks the candidate alone may fail by the same outage, and does not outweigh it.
        var shared = trial.Weight > 0 && verdicts.Any(verdict => verdict is { Check: MetricCheckSpec, Said.State: VerdictState.BothSick });
        return Worst(VerdictState.Failed, verdict => !shared || verdict.Check is not (HttpCheckSpec or AskedCheckSpec))
            ?? Worst(VerdictState.BothSick) ?? Worst(VerdictState.Waiting) ?? Good;

        Verdict? Worst(VerdictState state, Func<(CheckSpec Check, Verdict Said), bool>? of = null) =>
            verdicts.Where(verdict => verdict.Said.State == state).Where(of ?? (_ => true)).Select(verdict => verdict.Said).FirstOrDefault();
    }

    public static Verdict Waiting(string check, string message) => new(VerdictState.Waiting, "", check, message);

    /// <summary>Neither good nor bad: what that means is the team's choice.</summary>
    public static Verdict Unclear(Inconclusive policy, Trial trial, string code, string check, string message) => policy switch
    {
        Inconclusive.Ignore => Good,
        Inconclusive.Fail when trial.IsHeld => new(VerdictState.Failed, code, check, $"inconclusive to the end: {message}"),
        _ => Waiting(check, message),
    };

    public Verdict By(IEnumerable<EvidenceSample> samples) => this with { Samples = [.. samples.TakeLast(SamplesKept)] };

    public Failure Against(string revision) => new(revision, Code, Check, Message) { Samples = Samples };
}
