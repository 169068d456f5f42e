using Publican.Observed;
using Publican.Planning;

namespace Publican.Actions;

/// <summary>Before tags of ours are written on what others made: nobody else of Publican's has it, and it is still what was compared with the files.</summary>
internal static class AdoptInvariants
{
    public static string? Refusal(PlannedAction.AdoptDefinition adopt, FreshFacts facts, Target target) =>
        Others(facts.Tags.GetValueOrDefault(adopt.TaskDefinitionArn), adopt.TaskDefinitionArn, target)
        ?? (facts.Services.Blue?.Live is { } live && live.TaskDefinition != adopt.TaskDefinitionArn ? $"I17: {live.ServiceName} runs {live.TaskDefinition} by now" : null);

    public static string? Refusal(PlannedAction.AdoptService adopt, FreshFacts facts, Target target)
    {
        if (facts.Services.Blue is not { Live: { } live } service || service.Arn != adopt.Arn)
            return $"I17: ECS service {target.Names.EcsService(Colour.Blue)} is gone";
        if (Others(service.Tags, live.ServiceName, target) is { } others)
            return others;
        var off = SettingsDiff.Of(WantedSettings.Of(target), LiveSettings.Of(live));
        return live.TaskDefinition != adopt.TaskDefinitionArn ? $"I17: {live.ServiceName} runs {live.TaskDefinition} by now"
            : service.Desired != adopt.Count ? $"I17: {live.ServiceName} has {service.Desired} tasks by now"
            : off is [var first, ..] ? $"I17: {first.Member} of {live.ServiceName} was changed since it was compared with the files"
            : null;
    }

    private static string? Others(IReadOnlyDictionary<string, string>? tags, string what, Target target)
    {
        if (tags?.GetValueOrDefault(OwnerTags.Service) is not { } service)
            return null;
        var environment = tags.GetValueOrDefault(OwnerTags.Environment);
        return service == target.Names.Service && environment == target.Names.Environment ? null : $"I15: {what} carries the tags of {service} in {environment}";
    }
}
