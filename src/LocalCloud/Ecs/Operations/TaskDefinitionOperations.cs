using System.Globalization;
using LocalCloud.Ecs.Messages;
using LocalCloud.Ecs.State;

namespace LocalCloud.Ecs.Operations;

internal sealed class TaskDefinitionOperations(EcsState state, Shapes shapes, TimeProvider time)
{
    public TaskDefinitionResponse Register(RegisterTaskDefinitionRequest request)
    {
        var draft = TaskDefinitionRules.Check(request, shapes, time.GetUtcNow());
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

    /// <summary>Only INACTIVE revisions go. They stay visible as DELETE_IN_PROGRESS, as on AWS for as long as a task or service uses them.</summary>
    public DeleteTaskDefinitionsResponse Delete(DeleteTaskDefinitionsRequest request)
    {
        if (request.TaskDefinitions is not { Count: >= 1 and <= 10 } references)
            throw EcsErrors.Invalid($"taskDefinitions must have 1 to 10 members, got {request.TaskDefinitions?.Count ?? 0}");
        lock (state.Gate)
        {
            var (deleted, failures) = (new List<TaskDefinition>(), new List<Failure>());
            foreach (var reference in references)
            {
                var definition = state.FindTaskDefinition(reference);
                if (definition is null || definition.IsActive)
                {
                    failures.Add(new Failure(
                        reference, definition is null ? "MISSING" : "INVALID", definition is null ? null : "The specified task definition is still in ACTIVE status. Deregister it first."));
                    continue;
                }

                var going = definition with { Status = "DELETE_IN_PROGRESS" };
                state.Families[definition.Family][definition.Revision - 1] = going;
                deleted.Add(going);
            }

            return new DeleteTaskDefinitionsResponse(deleted, failures);
        }
    }

    public ListFamiliesResponse ListFamilies(ListFamiliesRequest request)
    {
        var status = request.Status ?? "ACTIVE";
        if (status is not ("ACTIVE" or "INACTIVE" or "ALL")) throw EcsErrors.Invalid($"status must be ACTIVE, INACTIVE or ALL, not '{status}'");
        lock (state.Gate)
        {
            var matching = state.Families
                .Where(family => family.Key.StartsWith(request.FamilyPrefix ?? "", StringComparison.Ordinal))
                .Where(family => status == "ALL" || family.Value.Exists(definition => definition.IsActive) == (status == "ACTIVE"))
                .Select(family => family.Key);
            var (page, next) = EcsPage.Of(matching, family => family, request.MaxResults, request.NextToken);
            return new ListFamiliesResponse([.. page], next);
        }
    }

    public ListTaskDefinitionsResponse List(ListTaskDefinitionsRequest request)
    {
        var status = request.Status ?? "ACTIVE";
        if (status is not ("ACTIVE" or "INACTIVE" or "DELETE_IN_PROGRESS"))
            throw EcsErrors.Invalid($"status must be ACTIVE, INACTIVE or DELETE_IN_PROGRESS, not '{status}'");
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
