using System.Collections.Immutable;
using Publican.Observed;

namespace Publican.Planning;

/// <summary>One mutating call, planned. The set is closed: what is not here, Publican never does to AWS.</summary>
public abstract partial record PlannedAction
{
    private PlannedAction()
    {
    }

    /// <summary>One sentence for the timeline.</summary>
    public abstract string Summary { get; }

    /// <summary>
    /// True once a read shows the effect. AWS is eventually consistent: until then, a read that contradicts
    /// our own write is not believed.
    /// </summary>
    public abstract bool IsVisibleIn(ServiceObservation seen);

    public sealed record CreateTargetGroup(Colour Colour) : PlannedAction
    {
        public override string Summary => $"create the {Colour.Word()} target group";

        public override bool IsVisibleIn(ServiceObservation seen) => !seen.TargetGroups.Known || seen.TargetGroups.Value![Colour] is not null;
    }

    /// <param name="RuleArns">Production rules, for the guard that the colour has no traffic; none before the first release.</param>
    public sealed record ConfigureTargetGroup(Colour Colour, string TargetGroupArn, GroupSettings Settings, ImmutableArray<string> RuleArns) : PlannedAction
    {
        /// <summary>Back to what the revision was proven with, on the side that serves: somebody changed it.</summary>
        public bool Restores { get; init; }

        public override string Summary => $"{(Restores ? "put back" : "write")} health check and deregistration delay of the {Colour.Word()} target group";

        public override bool IsVisibleIn(ServiceObservation seen) => Restores
            ? !seen.StableGroup.Known || seen.StableGroup.Value?.Settings == Settings
            : !seen.TargetGroups.Known || seen.TargetGroups.Value![Colour]?.Settings == Settings;
    }

    /// <param name="Header">Token of the service's other preview rules; null for the first one, which gets a new token.</param>
    public sealed record CreatePreviewRule(Colour Candidate, string CandidateGroup, string OtherGroup, ResolvedRoute Route, string? Header = null) : PlannedAction
    {
        /// <summary>A target group keeps clients with a task: ELB refuses a rule before it that is not sticky itself.</summary>
        public bool Sticky { get; init; }

        public override string Summary => $"open the preview rule {Route.Label} to {Candidate.Word()}";

        public override bool IsVisibleIn(ServiceObservation seen) => seen.Rules.Value?.Preview.Any(Route.IsPreview) == true;
    }

    public sealed record DeletePreviewRule(string RuleArn) : PlannedAction
    {
        public override string Summary => "remove the preview rule";

        public override bool IsVisibleIn(ServiceObservation seen) => seen.Rules is { Known: true, Value: { } rules } && rules.Preview.All(rule => rule.Arn != RuleArn);
    }

    /// <param name="Revision">Goes into the rule's tag, so that a crash before the record is written can be told from lost state.</param>
    /// <param name="OtherWeight">What the service's other rules give to the other side; 0 at rest and before the first release.</param>
    public sealed record CreateProductionRule(Colour Stable, string StableGroup, string OtherGroup, string Revision, ResolvedRoute Route, int OtherWeight = 0) : PlannedAction
    {
        public override string Summary => OtherWeight == 0
            ? $"create the production rule {Route.Label} with all traffic on {Stable.Word()}"
            : $"create the production rule {Route.Label} with {OtherWeight}% on {Stable.Other().Word()}";

        public override bool IsVisibleIn(ServiceObservation seen) => seen.Rules.Value?.Production.Any(Route.IsProduction) == true;
    }

    /// <summary>A rule of a route that left the desired state; only at rest.</summary>
    /// <param name="Staying">The rules of the routes that there are: it never goes before they stand.</param>
    public sealed record DeleteProductionRule(string RuleArn, ImmutableArray<string> Staying) : PlannedAction
    {
        public override string Summary => "remove the production rule of a route that is not desired any more";

        public override bool IsVisibleIn(ServiceObservation seen) => seen.Rules is { Known: true, Value: { } rules } && rules.Production.All(rule => rule.Arn != RuleArn);
    }

    /// <summary>The absolute weights of both groups on one rule; never a difference, so two writers agree on what it means.</summary>
    /// <param name="From">Candidate's weight on this rule as planned; a forward move is refused when the rule shows another one.</param>
    public sealed record SetWeights(
        string RuleArn, Colour Stable, string StableGroup, string CandidateGroup, int From, int CandidateWeight, string Why) : PlannedAction
    {
        /// <summary>Which rule it is, for people; null where the service has only one.</summary>
        public string? On { get; init; }

        public override string Summary => CandidateWeight == 0
            ? $"bring all traffic back to {Stable.Word()}{(On is null ? "" : $" on {On}")}: {Why}"
            : $"give {CandidateWeight}% of traffic to {Stable.Other().Word()}{(On is null ? "" : $" on {On}")}";

        public override bool IsVisibleIn(ServiceObservation seen) =>
            seen.Rules.Value?.Production.FirstOrDefault(rule => rule.Arn == RuleArn) is { } rule
            && rule.Weights.GetValueOrDefault(CandidateGroup) == CandidateWeight
            && rule.Weights.GetValueOrDefault(StableGroup) == 100 - CandidateWeight;
    }

    /// <summary>Host and path conditions and priority of a production rule apply live.</summary>
    public sealed record SetRouteConditions(string RuleArn, ResolvedRoute Route) : PlannedAction
    {
        public override string Summary => $"route {string.Join(", ", Route.Spec.Hosts.Concat(Route.Spec.Paths))}";

        public override bool IsVisibleIn(ServiceObservation seen) => seen.Rules.Value?.Production.Any(rule => rule.Arn == RuleArn && Route.HasConditionsOf(rule)) == true;
    }

    public sealed record SetRoutePriority(string RuleArn, int Priority) : PlannedAction
    {
        public override string Summary => $"move the production rule to priority {Priority}";

        public override bool IsVisibleIn(ServiceObservation seen) => seen.Rules.Value?.Production.Any(rule => rule.Arn == RuleArn && rule.Priority == Priority) == true;
    }

    public sealed record RegisterTaskDefinition(string Revision) : PlannedAction
    {
        /// <summary>Of a job: what is known of its runs rides in the call. Null for a service.</summary>
        public RunRecord? Runs { get; init; }

        public override string Summary => $"register task definition {Revision}";

        public override bool IsVisibleIn(ServiceObservation seen) => !seen.Definition.Known || seen.Definition.Value is not null;
    }

    /// <param name="Hook">Tells the first run from one after a retry.</param>
    public sealed record RunBeforeJob(string TaskDefinitionArn, string Revision, string Hook) : PlannedAction
    {
        public override string Summary => "run the before-job";

        public override bool IsVisibleIn(ServiceObservation seen) => !seen.BeforeJob.Known || seen.BeforeJob.Value is not null;
    }

    public sealed record StopBeforeJob(string TaskArn) : PlannedAction
    {
        public override string Summary => "stop the before-job: its timeout is over";

        public override bool IsVisibleIn(ServiceObservation seen) => !seen.BeforeJob.Known || seen.BeforeJob.Value is null or { Stopped: true };
    }

    public sealed record RecordJobResult(string TaskDefinitionArn, JobResult Result) : PlannedAction
    {
        public override string Summary => Result.Succeeded ? "note that the before-job succeeded" : $"note that the before-job failed: {Result.Code}";

        public override bool IsVisibleIn(ServiceObservation seen) => !seen.Definition.Known || seen.Definition.Value?.Before == Result;
    }

    /// <summary>A one-off task of the candidate whose exit code decides.</summary>
    /// <param name="Preview">Origin of the load balancer, and the header value that leads to the candidate; none on a test listener.</param>
    public sealed record RunCheckTask(string TaskDefinitionArn, string Revision, string Hook, ImmutableArray<string> Command, (Uri Origin, string? Header) Preview) : PlannedAction
    {
        public override string Summary => $"run the check task {string.Join(' ', Command)}";

        public override bool IsVisibleIn(ServiceObservation seen) =>
            seen.Checks.Tasks.FirstOrDefault(task => task.Hook == Hook) is not { Error: null, Task: null, Noted: null };
    }

    public sealed record StopCheckTask(string TaskArn, string Hook) : PlannedAction
    {
        public override string Summary => "stop the check task: its timeout is over";

        public override bool IsVisibleIn(ServiceObservation seen) =>
            seen.Checks.Tasks.FirstOrDefault(task => task.Hook == Hook) is not { Task.Stopped: false };
    }

    /// <summary>A stopped task is gone from ECS after an hour; that it was good must not be.</summary>
    public sealed record RecordCheckTask(string TaskDefinitionArn, string Hook) : PlannedAction
    {
        public override string Summary => "note that the check task succeeded";

        public override bool IsVisibleIn(ServiceObservation seen) => !seen.Definition.Known || seen.Definition.Value?.Checks.ContainsKey(Hook) == true;
    }

    /// <param name="Revision">That the task definition carries, for people.</param>
    public sealed record NoteVerdict(string TaskDefinitionArn, string Revision, RevisionVerdict Verdict) : PlannedAction
    {
        public override string Summary => Verdict.Good ? $"note that {Revision} is good" : $"note that {Revision} is bad: {Verdict.Code}";

        // Task definitions are read once, and nothing waits for this: memory tells that it was done.
        public override bool IsVisibleIn(ServiceObservation seen) => true;
    }

    public sealed record CreateService(Colour Colour, string TaskDefinitionArn, string TargetGroupArn, int Count) : PlannedAction
    {
        /// <summary>Stands in the record from the start; null for none.</summary>
        public Retried? Retried { get; init; }

        public override string Summary => $"create ECS service {Colour.Word()} with {Count} tasks";

        public override bool IsVisibleIn(ServiceObservation seen) => seen.Services.Value?[Colour] is not null;
    }

    /// <summary>Task definition and count in ONE call, on a colour without traffic.</summary>
    /// <param name="RuleArns">Production rules, for the guard that the colour has no traffic; none before the first release.</param>
    public sealed record StartCandidate(Colour Colour, string TaskDefinitionArn, int Count, ImmutableArray<string> RuleArns, string? TargetGroupArn) : PlannedAction
    {
        /// <summary>An autoscaler may add tasks between the call and the read that shows it.</summary>
        public bool Scales { get; init; }

        public override string Summary => $"start {Count} tasks on {Colour.Word()}";

        public override bool IsVisibleIn(ServiceObservation seen) =>
            seen.Services.Value?[Colour] is { } service && service.TaskDefinitionArn == TaskDefinitionArn && (Scales ? service.Desired >= Count : service.Desired == Count);
    }

    /// <param name="RuleArns">Production rules, for the guard that a colour scaled to zero has no traffic; none before the first release.</param>
    public sealed record Scale(Colour Colour, int Count, string Why, ImmutableArray<string> RuleArns, string? TargetGroupArn) : PlannedAction
    {
        /// <summary>As for <see cref="StartCandidate"/>.</summary>
        public bool Scales { get; init; }

        public override string Summary => $"scale {Colour.Word()} to {Count}: {Why}";

        public override bool IsVisibleIn(ServiceObservation seen) => seen.Services.Value?[Colour] is { } service && (Scales ? service.Desired >= Count : service.Desired == Count);
    }

    public sealed record WriteRecord(string AnchorArn, ReleaseRecord Before, ReleaseRecord After, RecordChange Change) : PlannedAction
    {
        /// <summary>Production rules, for the guard that what is committed has all traffic; none for everything but the end of a bake.</summary>
        public ImmutableArray<string> RuleArns { get; init; } = [];

        /// <summary>Target group of the side that is committed.</summary>
        public string? ProvenGroup { get; init; }

        /// <summary>The record of the strategy that the service had before.</summary>
        public bool InOtherShape { get; init; }

        public override string Summary => Change switch
        {
            RecordChange.Arm => $"open attempt {After.Attempt?.Tries} for {After.Attempt?.Revision}",
            RecordChange.Moving => "note that traffic is moving",
            RecordChange.Since => $"note the time at weight {After.Since?.Weight}",
            RecordChange.Commit => $"commit: {Kept} is stable",
            RecordChange.Quarantine => $"quarantine {After.Bad.FirstOrDefault()}",
            RecordChange.Close => "close the attempt",
            RecordChange.Retry => $"take {After.Retried?.Revision} out of quarantine",
            RecordChange.Repair => $"repair the record: {Kept} is stable",
            RecordChange.Applied => "note what of the files is applied",
            RecordChange.Restore => "write the record again as it was",
            _ => "tidy the record",
        };

        private string? Kept => After.Stable?.Word() ?? After.Proven?.Revision;

        public override bool IsVisibleIn(ServiceObservation seen) => InOtherShape
            ? seen.OtherShape.Value is null || (seen with { Services = seen.OtherShape }).Record.SameAs(After)
            : seen.Services.Known && seen.Record.SameAs(After);
    }
}

/// <summary>Why the record is written; the status tells its story from this.</summary>
public enum RecordChange
{
    Arm,
    Moving,
    Since,
    Commit,
    Quarantine,
    Close,
    Retry,
    Tidy,
    Repair,

    /// <summary>Back to what this leader wrote or read last.</summary>
    Restore,

    /// <summary>What applies live is as the files say: from here on another value is a person's.</summary>
    Applied,
}
