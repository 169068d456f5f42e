using Publican.Actions;
using Publican.Aws;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;
using Publican.Status;

namespace Publican.Loop;

/// <summary>One service that left the files, one pass: read, decide, act, report.</summary>
internal sealed partial class DeparturePass(EnvironmentSession session, StatusBoard board, TimeProvider clock, ILogger log)
{
    /// <param name="departed">How many services have left.</param>
    /// <returns>True when nothing of it is left.</returns>
    public async Task<bool> RunAsync(
        Departure it, DesiredState desired, EnvironmentOutputs outputs, Leadership leadership, Fact<IReadOnlyDictionary<string, Intents>> intents, int departed, CancellationToken cancel)
    {
        // Reads are worth it once, for what a person's word is bound to, and then where something may be done.
        var word = intents.Value?.GetValueOrDefault(it.Name, Intents.None) ?? Intents.None;
        if (it.Memory.Reads > 0 && Refusal(it, desired, departed, word) is { } refusal && word.Suspend is null)
        {
            Report(it, refusal, Phase.HandsOff);
            it.DueAt = clock.GetUtcNow() + desired.Environment.Sweep;
            return false;
        }

        var (target, seen) = await DepartureReader.ReadAsync(session, it.Name, desired, outputs, clock, cancel);
        seen = seen with { Intents = intents.Known ? Fact<Intents>.Of(word, intents.At) : Fact<Intents>.Failed(intents.Error ?? "not read", intents.At), Leadership = leadership };
        if (DepartureMachine.IsGone(seen))
        {
            board.Forget(it.Name);
            return true;
        }

        it.Running = DepartureReader.RevisionOf(seen) ?? it.Running;
        it.Memory = it.Memory.After(seen, target.Timing.BetweenReads, clock.GetUtcNow());
        var decision = DepartureMachine.Decide(target, seen, it.Memory, Refusal(it, desired, departed, word), clock.GetUtcNow());
        var result = decision.Action is { } action ? await session.Actions.RunAsync(action, target, cancel, leadership.Epoch) : null;
        if (result is not null)
            Acted(log, it.Name, decision.Action!.Summary, result.Outcome, result.Error ?? decision.Reason);
        Report(it, decision.Reason, decision.Phase, decision.Action, result);
        if (result is null or { Outcome: ActionOutcome.Done })
            it.Backoff.Reset();
        it.DueAt = clock.GetUtcNow() + (result is null or { Outcome: ActionOutcome.Done } ? decision.LookAgain : it.Backoff.Next());
        return false;
    }

    private string? Refusal(Departure it, DesiredState desired, int departed, Intents word) => PruneGuard.Refusal(
        it.Name, desired.Environment.Prune, desired.Services.Length, departed, clock.GetUtcNow() - it.Memory.GoneSince, word, it.Running, clock.GetUtcNow());

    private void Report(Departure it, string message, Phase phase, PlannedAction? action = null, ActionResult? result = null) =>
        board.Report(new Unplanned(it.Name, Conditions.Orphaned, phase == Phase.Prune ? "Pruning" : "NotInDesiredState", [$"{it.Name} left the desired state: {message}"])
        {
            Phase = phase, Revision = it.Running ?? PruneGuard.NoRevision, Action = action, Result = result,
        });

    [LoggerMessage(1, LogLevel.Information, "{Service} left the desired state: {Action} -> {Outcome} ({Detail})")]
    private static partial void Acted(ILogger log, string service, string action, ActionOutcome outcome, string detail);
}
