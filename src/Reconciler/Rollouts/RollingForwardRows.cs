using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>The desired revision runs: ECS replaces the tasks, then they bake, then they are proven. What fails is row Return's where there is something to go back to.</summary>
internal static class RollingForwardRows
{
    public static Decision? Rolling(View view)
    {
        if (!view.RunsCandidate())
            return null;
        if (view.Attempt is not { Moving: true } || !view.IsTried())
        {
            var attempt = view.IsTried() ? view.Attempt! : new Attempt(view.Desired, 1, Moving: false, view.One()!.Desired, view.Now);
            return AttemptRows.Write(view, Phase.Rolling, view.Record with { Attempt = attempt with { Moving = true }, Since = null }, RecordChange.Moving, $"{view.Desired} is being rolled out");
        }

        if (view.Record.Since is not null)
            return null;
        var service = view.One()!;
        return service.Complete
            ? AttemptRows.Write(view, Phase.Rolling, view.Record with { Since = new Since(Steps.All, view.Now) }, RecordChange.Since, "all tasks run the desired revision")
            : Say.Wait(view, Phase.Rolling, $"{service.Running} of {service.Desired} tasks run, deployment {service.Primary.State}");
    }

    public static Decision? Bake(View view)
    {
        if (!view.RunsCandidate() || view.Record.Since is null)
            return null;
        if (LeverRows.Paused(view, Phase.Bake) is { } paused)
            return paused;
        var service = view.One()!;
        if (!service.Complete)
            return Say.Wait(view, Phase.Bake, $"{service.Running} of {service.Desired} tasks run; the bake begins again when all do");
        var left = view.BakesSince() + view.Target.Rollout.Bake - view.Now;
        if (left > TimeSpan.Zero)
            return Say.Wait(view, Phase.Bake, $"all tasks run, for {Math.Ceiling(left.TotalSeconds):0} s more");
        var verdict = view.JudgedSince(view.BakesSince());
        if (verdict.State != VerdictState.Good)
        {
            return Say.Wait(view, Phase.Bake, verdict.Message) with
            {
                Alarm = verdict.State == VerdictState.BothSick ? new Alarm(Alarms.BothBad, verdict.Message) : null,
            };
        }

        var released = RollingAttemptRows.Closed(view) with { Proven = new Proven(view.Desired, service.TaskDefinitionArn) };
        return AttemptRows.Write(view, Phase.Bake, released, RecordChange.Commit, $"{view.Desired} baked well and is stable now");
    }
}
