using Publican.Actions;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Status;

/// <summary>Pure: the status before, and what a pass learned, give the status after.</summary>
public static class StatusBuilder
{
    public const int EventsKept = 100;

    public static ServiceStatus After(ServiceStatus? before, PassReport pass)
    {
        var view = new View(pass.Target, pass.Seen, pass.Memory, pass.At);
        var next = (before ?? new ServiceStatus { Name = pass.Target.Names.Service, Phase = "" }) with
        {
            Phase = pass.Decision.Phase.ToString(),
            DesiredRevision = pass.Target.Revision,
            Pin = pass.Target.Pin is { } pin ? new PinStatus(pin.Instead, pin.To, pin.Who, pin.At) : null,
            Frozen = pass.Decision.HeldBy is { } freeze ? new FrozenStatus(freeze.By, freeze.Until) : null,
            Preflight = view.Preflight is { } preflight ? [.. preflight.Findings.Select(finding => new FindingStatus(finding.Where, finding.Message, finding.Stops))]
                : before?.DesiredRevision == pass.Target.Revision ? before.Preflight : [],
        };
        foreach (var entry in Story.Of(before, pass))
            next = next with { Events = [entry, .. next.Events.Take(EventsKept - 1)] };
        if (pass.Evidence is { } evidence && pass.Decision.Failure is { } failure)
            next = next with { Evidence = Told(failure, evidence) };
        if (pass.Target.Job is not null)
            return JobProgress.After(next, view, pass);
        if (!pass.Seen.Services.Known || pass.Seen.Rules.Value is not { Unread: null })
        {
            // I14: the last outcome was of the revision before; what became of a new one is not known while nothing can be read.
            next = next with { Outcome = before?.DesiredRevision == pass.Target.Revision ? next.Outcome : null };
            return next with { Conditions = Conditions.After(next, view, pass) };
        }

        next = next with
        {
            Stable = view.Stable is { } stable ? Side(view, stable) : null,
            Candidate = IsShown(view) ? Side(view, view.C) : null,
            Step = view.Stable is not null && view.CandidateWeight > 0
                ? new StepStatus(view.CandidateWeight, Steps.After(pass.Target.Rollout, view.CandidateWeight), view.Record.Since?.At)
                : null,
            Rules = view.Production.Length > 1 ? [.. view.Production.Select(rule => RuleOf(view, rule))] : [],
            Quarantined = [.. Quarantined(view)],
            Drift = [.. Drift.Of(view).Select(found => new DriftStatus(found.Field, found.Wanted, found.Found, found.Remedy.ToString(), found.Message))],
        };
        if (pass.Target.Names.Single)
            next = RollingStatus.After(next, view);
        next = next with { Outcome = Outcomes.After(next, view, pass) };
        return next with
        {
            Evidence = next.Outcome == Outcomes.Released ? null : next.Evidence,
            Conditions = Conditions.After(next, view, pass),
        };
    }

    private static EvidenceStatus Told(Failure failure, Evidence evidence) => new(
        failure.Check, failure.Message, evidence.StoppedReason, evidence.ExitCode, evidence.LogTail,
        [.. failure.Samples.Select(sample => new SampleStatus(sample.At, sample.Result.ToString().ToLowerInvariant(), sample.Message))]);

    public static ServiceStatus After(ServiceStatus? before, Unplanned unplanned, DateTimeOffset at)
    {
        var next = before ?? new ServiceStatus { Name = unplanned.Name, Phase = "" };
        var message = string.Join("; ", unplanned.Messages);
        next = next with { Phase = PhaseOf(unplanned), DesiredRevision = unplanned.Revision ?? next.DesiredRevision };
        if (before?.Conditions.Any(condition => condition.Type == unplanned.Condition && condition.Status == "True") != true)
            next = next with { Events = [new StatusEvent(at, "Warning", unplanned.Reason, message), .. next.Events.Take(EventsKept - 1)] };
        if (unplanned is { Action: { } action, Result: { } result })
        {
            var entry = result.Outcome == ActionOutcome.Done
                ? new StatusEvent(at, "Normal", "Pruning", action.Summary)
                : new StatusEvent(at, "Warning", Conditions.FailureOf(result), result.Error ?? "");
            next = next with { Events = [entry, .. next.Events.Take(EventsKept - 1)] };
        }

        return next with { Conditions = Conditions.Only(next, unplanned.Condition, unplanned.Reason, message, at) };
    }

    // Nothing of ours touches an orphan; a service whose target cannot be resolved waits for what is missing.
    private static string PhaseOf(Unplanned unplanned) => (unplanned.Phase ?? (unplanned.Condition == Conditions.Orphaned ? Phase.HandsOff : Phase.Blind)).ToString();

    private static bool IsShown(View view) =>
        view.Service(view.C) is { } candidate && (candidate.Up || view.CandidateWeight > 0 || view.AttemptIsForCandidate || view.Stable is null);

    private static SideStatus Side(View view, Colour colour)
    {
        var service = view.Service(colour);
        return new SideStatus(
            colour.Word(), service?.Revision, service?.Image, view.WeightOf(colour), service?.Desired ?? 0, service?.Running ?? 0, view.HealthOf(colour).Healthy);
    }

    private static RuleStatus RuleOf(View view, Rule rule) =>
        new(view.Target.ListenerOf(rule), rule.Hosts, rule.Paths, rule.Priority - Names.ProductionPriority, view.WeightOn(rule, view.C));

    private static IEnumerable<QuarantinedRevision> Quarantined(View view)
    {
        foreach (var bad in view.Record.Bad)
            yield return new QuarantinedRevision(bad.Revision, bad.Code);

        // Before the first release the verdict of a before-job stands on the task definition: there is no anchor yet.
        if (view.Seen.Definition.Value is { Before.Code: { } code } definition && view.Record.BadFor(definition.Revision) is null)
            yield return new QuarantinedRevision(definition.Revision, code);
    }
}
