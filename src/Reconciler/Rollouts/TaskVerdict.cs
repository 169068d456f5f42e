using Publican.Desired;
using Publican.Observed;

namespace Publican.Rollouts;

/// <summary>A one-off task: exit code 0 is good, any other end is not.</summary>
internal static class TaskVerdict
{
    // SIGKILL and SIGTERM: how a task ends that was stopped.
    private const int Killed = 137, Terminated = 143;

    public static Verdict Of(TaskCheckSpec check, CheckReadings readings, Trial trial)
    {
        var name = $"task {string.Join(' ', check.Command)}";
        return readings.Tasks.FirstOrDefault(reading => reading.Check == check) switch
        {
            _ when trial.IsWayBack => Verdict.Good,
            null => Verdict.Waiting(name, $"{name} has not run yet"),
            { Noted: { Succeeded: true } } => Verdict.Good,
            { Noted: { } noted } => Failed(name, trial.Now, $"{name} failed: {noted.Code}"),
            { Error: { } error } => Verdict.Waiting(name, $"{name} could not be looked for: {error}"),
            { Task: null } => Verdict.Waiting(name, $"{name} has not run yet"),
            { Task: { Stopped: false } } => Verdict.Waiting(name, $"{name} runs"),
            { Task: { ExitCode: 0 } } => Verdict.Good,
            { Task: { ExitCode: null or Killed or Terminated } late } when trial.Now - late.CreatedAt > check.Timeout =>
                Failed(name, late.CreatedAt, $"{name} did not end within {check.Timeout.TotalSeconds:0} s"),
            { Task: { ExitCode: { } exit } ended } => Failed(name, ended.CreatedAt, $"{name} exited with code {exit}"),
            { Task: { } never } => Failed(name, never.CreatedAt, $"{name} never ran: {never.StoppedReason}"),
        };
    }

    private static Verdict Failed(string name, DateTimeOffset at, string message) =>
        new Verdict(VerdictState.Failed, Codes.TaskCheck, name, message).By([new EvidenceSample(at, SampleResult.Bad, message)]);
}
