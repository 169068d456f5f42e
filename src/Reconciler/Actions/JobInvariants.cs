using Publican.Observed;
using Publican.Planning;

namespace Publican.Actions;

/// <summary>I22: no run is started that is not noted as begun, and no note is taken back.</summary>
internal static class JobInvariants
{
    public static string? Refusal(PlannedAction.RunJob run, FreshFacts facts) =>
        Noted(run.TaskDefinitionArn, facts).Of(run.Run.Key) is { IsBegun: true } noted && noted.Try == run.Run.Try
            ? null
            : $"I22: {run.TaskDefinitionArn} does not say that run {run.Run.Name} is begun";

    public static string? Refusal(PlannedAction.WriteRuns write, FreshFacts facts, Target target) =>
        write.After.Merge(Noted(write.TaskDefinitionArn, facts)).Trim(target.Job!.History).SameAs(write.After)
            ? null
            : "I22: somebody else noted runs of this job since they were read";

    private static RunRecord Noted(string arn, FreshFacts facts) => facts.Tags.GetValueOrDefault(arn) is { } tags ? RunRecord.Parse(tags) : RunRecord.Empty;
}
