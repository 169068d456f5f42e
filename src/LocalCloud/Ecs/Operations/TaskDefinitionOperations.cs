using System.Globalization;
using LocalCloud.Ecs.Messages;
using LocalCloud.Ecs.State;

namespace LocalCloud.Ecs.Operations;

internal sealed class TaskDefinitionOperations(EcsState state, TimeProvider time)
{
    public TaskDefinitionResponse Register(RegisterTaskDefinitionRequest request)
    {
        var draft = TaskDefinitionRules.Check(request, time.GetUtcNow());
        lock (state.Gate)
        {
            if (!state.Families.TryGetValue(draft.Family, out var revisions)) state.Families[draft.Family] = revisions = [];
            var revision = revisions.Count + 1;
            var arn = state.ArnOf($"task-definition/{draft.Family}:{revision}");
            var definition = draft with { Revision = revision, TaskDefinitionArn = arn };
            revisions.Add(definition);
            return new TaskDefinitionResponse(definition, definition.Tags.Shape);
        }
    }

    public TaskDefinitionResponse Describe(TaskDefinitionRequest request)
    {
        lock (state.Gate)
        {
            var definition = state.FindTaskDefinition(request.TaskDefinition ?? "")
                ?? throw EcsErrors.Client("Unable to describe task definition.");
            return new TaskDefinitionResponse(definition, request.Include?.Contains("TAGS") == true ? definition.Tags.Shape : null);
        }
    }

    public TaskDefinitionResponse Deregister(TaskDefinitionRequest request)
    {
        lock (state.Gate)
        {
            var reference = request.TaskDefinition ?? "";
            var definition = state.FindTaskDefinition(reference) ?? throw EcsErrors.Client("The specified task definition does not exist.");
            if (!reference.EndsWith(":" + definition.Revision.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))
            {
                throw EcsErrors.Client("A revision is needed: give family:revision or the full ARN.");
            }

            if (!definition.IsActive)
                throw EcsErrors.Client("The specified task definition is inactive. You may only deregister ACTIVE task definitions.");
            var inactive = definition with { Status = "INACTIVE", DeregisteredAt = time.GetUtcNow() };
            state.Families[definition.Family][definition.Revision - 1] = inactive;
            return new TaskDefinitionResponse(inactive, null);
        }
    }

    public ListTaskDefinitionsResponse List(ListTaskDefinitionsRequest request)
    {
        var status = request.Status ?? "ACTIVE";
        if (status is not ("ACTIVE" or "INACTIVE"))
            throw EcsErrors.Invalid($"LocalCloud lists task definitions that are ACTIVE or INACTIVE, not '{status}'");
        if (request.Sort is not (null or "ASC" or "DESC")) throw EcsErrors.Invalid($"sort must be ASC or DESC, not '{request.Sort}'");
        lock (state.Gate)
        {
            var matching = state.Families.Values.SelectMany(revisions => revisions)
                .Where(definition => definition.Status == status)
                .Where(definition => request.FamilyPrefix is null || definition.Family == request.FamilyPrefix);
            var (page, next) = EcsPage.Of(
                matching,
                definition => string.Create(CultureInfo.InvariantCulture, $"{definition.Family}:{definition.Revision:D7}"),
                request.MaxResults,
                request.NextToken,
                descending: request.Sort == "DESC");
            return new ListTaskDefinitionsResponse([.. page.Select(definition => definition.TaskDefinitionArn)], next);
        }
    }
}
