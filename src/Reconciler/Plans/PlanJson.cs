using System.Globalization;
using System.Text.Json.Nodes;
using Publican.Rollouts;

namespace Publican.Plans;

/// <summary>The same plan for programs. Fields are added, never renamed.</summary>
internal static class PlanJson
{
    public static string Of(EnvironmentPlan plan) => new JsonObject
    {
        ["environment"] = plan.Environment,
        ["changes"] = plan.HasChanges,
        ["stuck"] = plan.IsStuck,
        ["calls"] = plan.Calls,
        ["rates"] = plan.Rates is { } rates ? new JsonObject { ["call"] = rates.Call, ["perSecond"] = rates.PerSecond, ["takesSeconds"] = Math.Ceiling(rates.Takes.TotalSeconds) } : null,
        ["deployments"] = plan.Deployments,
        ["services"] = new JsonArray([.. plan.Services.Select(Service)]),
        ["unresolved"] = new JsonObject(plan.Unresolved.Select(one => KeyValuePair.Create(one.Key, (JsonNode?)Texts(one.Value)))),
        ["orphans"] = new JsonArray([.. plan.Orphans.Select(orphan => new JsonObject { ["name"] = orphan.Name, ["kept"] = orphan.Refusal, ["steps"] = Steps(orphan.Steps) })]),
    }.ToJsonString(new() { WriteIndented = true });

    private static JsonObject Service(ServicePlan service) => new()
    {
        ["name"] = service.Target.Spec.Name,
        ["revision"] = service.Target.Revision,
        ["new"] = service.IsNew,
        ["dependsOn"] = Texts(service.Target.Spec.DependsOn),
        ["frozen"] = service.HeldBy is { } freeze ? new JsonObject { ["by"] = freeze.By, ["until"] = freeze.Until?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) } : null,
        ["fields"] = new JsonArray([.. service.Changes.Select(change => new JsonObject { ["path"] = change.Path, ["before"] = change.Before, ["after"] = change.After })]),
        ["drift"] = new JsonArray([.. service.Drift.Select(found => new JsonObject { ["field"] = found.Field, ["wanted"] = found.Wanted, ["found"] = found.Found, ["remedy"] = found.Remedy.ToString() })]),
        ["steps"] = Steps(service.Steps),
        ["end"] = new JsonObject { ["phase"] = service.End.Phase.ToString(), ["reason"] = service.End.Reason, ["alarm"] = service.End.Alarm?.Reason, ["awaits"] = service.End.Awaits == Awaits.Nobody ? null : service.End.Awaits.ToString(), ["stuck"] = service.IsStuck },
        ["lastsSeconds"] = Math.Ceiling(service.Lasts.TotalSeconds),
    };

    private static JsonArray Steps(IEnumerable<PlannedStep> steps) => new([.. steps.Select(step => new JsonObject
    {
        ["calls"] = Texts(step.Calls),
        ["summary"] = step.Action.Summary,
        ["reason"] = step.Reason,
        ["phase"] = step.Phase.ToString(),
        ["startsDeployment"] = step.StartsDeployment,
        ["drift"] = step.Drift,
        ["afterSeconds"] = Math.Ceiling(step.After.TotalSeconds),
    })]);

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
