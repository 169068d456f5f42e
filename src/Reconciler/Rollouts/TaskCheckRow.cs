using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>The one-off tasks that the present weight asks for: each is run once, its end noted, and stopped when its time is over. What it means is the verdict's.</summary>
internal static class TaskCheckRow
{
    public static Decision? Next(View view, Phase phase)
    {
        // On the way back to a warm colour nothing is tried again. Before all nodes know the preview rule a task might meet the other side.
        if (view.Warm || !view.Seen.Checks.PreviewSettled || view.CheckedPreview is not { Origin: { } origin } preview)
            return null;
        if (view.Seen.Definition.Value is not { } definition)
            return null;
        foreach (var task in view.Seen.Checks.Tasks.Where(task => task is { Noted: null, Error: null }))
        {
            switch (task.Task)
            {
                case null:
                    return Say.Act(phase, new PlannedAction.RunCheckTask(definition.Arn, view.Desired, task.Hook, task.Check.Command, (origin, preview.PreviewHeader)), "its exit code decides");
                case { Stopped: true, ExitCode: 0 }:
                    return Say.Act(phase, new PlannedAction.RecordCheckTask(definition.Arn, task.Hook), "it exited 0");
                case { Stopped: false } running when view.Now - running.CreatedAt > task.Check.Timeout:
                    return Say.Act(phase, new PlannedAction.StopCheckTask(running.Arn, task.Hook), "it did not end in time");
            }
        }

        return null;
    }
}
