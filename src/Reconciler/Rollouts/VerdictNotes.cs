using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>
/// Verdicts as tags on task definitions, written when traffic rests, and after everything else: they are for people. The record says what is
/// stable or quarantined; a crash before this is made up for later.
/// </summary>
internal static class VerdictNotes
{
    /// <summary>The stable side passed its bake, and still runs what did. The first time counts: a rollback looks for what was good before.</summary>
    public static Decision? Proven(View view, Phase phase) =>
        view.Service(view.S) is { Revision: not null, Verdict: not { Good: true } } proven && (view.Record.StableRevision ?? proven.Revision) == proven.Revision ? Note(view, phase, proven, new RevisionVerdict(Code: null, view.Now)) : null;

    public static Decision? OfRolling(View view, Phase phase, EcsService service) =>
        service is { Verdict: not { Good: true } } && service.Revision == view.Record.Proven?.Revision ? Note(view, phase, service, new RevisionVerdict(Code: null, view.Now)) : null;

    public static Decision? Failed(View view, Phase phase, BadRevision bad) =>
        view.Service(view.C) is { Verdict: null } failed && failed.Revision == bad.Revision ? Note(view, phase, failed, new RevisionVerdict(bad.Code, view.Now)) : null;

    private static Decision? Note(View view, Phase phase, EcsService service, RevisionVerdict verdict)
    {
        var note = new PlannedAction.NoteVerdict(service.TaskDefinitionArn, service.Revision!, verdict);
        return view.Memory.Noted.Contains(note.Summary) ? null : Say.Act(phase, note, "what became of it stays with its task definition");
    }
}
