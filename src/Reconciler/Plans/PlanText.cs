using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Publican.Desired;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Plans;

/// <summary>A plan for people: what changes, each call, and where it comes to rest.</summary>
/// <param name="coloured">With the escape sequences of terminals.</param>
internal sealed class PlanText(bool coloured)
{
    private const string Green = "32", Red = "31", Yellow = "33", Bold = "1", Dim = "2";

    private const int MostNames = 5;

    private readonly StringBuilder _text = new();

    public string Of(EnvironmentPlan plan)
    {
        foreach (var service in plan.Services)
            Add(service);
        foreach (var (name, reasons) in plan.Unresolved)
            Line($"{In(Bold, name)}  {In(Red, "cannot be planned")}: {string.Join("; ", reasons)}");
        foreach (var orphan in plan.Orphans)
            Add(orphan);
        foreach (var renamed in Renamed(plan))
            Line(In(Yellow, renamed));

        var changed = plan.Services.Count(service => service.HasChanges);
        Line(plan.HasChanges
            ? $"{plan.Environment}: {Count(plan.Calls, "changing call")} for {changed} of {Count(plan.Services.Length, plan.Services.Any(service => service.Target.Job is not null) ? "workload" : "service")}{Deleted(plan)}; {Count(plan.Deployments, "deployment")} started."
            : $"{plan.Environment}: no changes.");
        if (plan.Rates is { } rates)
            Line(string.Create(CultureInfo.InvariantCulture, $"AWS's rates alone take {Durations.Format(Durations.WholeSeconds(rates.Takes))}: {rates.Call}, {rates.PerSecond} a second."));
        return _text.ToString().TrimEnd('\n');
    }

    private void Add(ServicePlan service)
    {
        var waits = service.Target.Spec.DependsOn is [_, ..] names ? In(Dim, $"  after {string.Join(", ", names)}") : "";
        if (!service.HasChanges)
        {
            Line($"{In(Bold, service.Target.Spec.Name)}  {(service.IsAtItsEnd ? "no changes" : Stuck(service))}");
            AddDrift(service);
            return;
        }

        Line($"{In(Bold, service.Target.Spec.Name)}  {service.Target.Revision}{waits}");
        AddDrift(service);
        foreach (var change in service.Changes)
            Line("  " + Of(change));
        if (service.HeldBy is { Until: not null } freeze)
            Line("  " + In(Yellow, freeze.ToString()));
        Add(service.Steps);
        Line("  " + (service.IsAtItsEnd ? $"then {service.End.Phase}, {Durations.Format(Durations.WholeSeconds(service.Lasts))} later if all goes well" : Stuck(service)));
    }

    private void Add(OrphanPlan orphan)
    {
        Line($"{In(Bold, orphan.Name)}  {In(Yellow, "is not in the files")}: {orphan.Refusal ?? "it is deleted"}");
        Add(orphan.Steps);
    }

    private void Add(ImmutableArray<PlannedStep> steps)
    {
        foreach (var (index, step) in steps.Index())
        {
            var mark = step.StartsDeployment ? In(Yellow, "starts a deployment") : "";
            Line(string.Create(CultureInfo.InvariantCulture, $"  {index + 1,3}  {string.Join(" + ", step.Calls)}  {step.Action.Summary}{(step.Drift is { } drift ? $"; {drift}" : "")}  {mark}").TrimEnd());
        }
    }

    /// <summary>Nothing tells a new name of an old service from a new service, wherever the plan for it ends.</summary>
    private static IEnumerable<string> Renamed(EnvironmentPlan plan)
    {
        var created = plan.Services.Where(service => service.IsNew).Select(service => service.Target.Spec.Name).ToList();
        if (created.Count == 0)
            yield break;
        foreach (var left in plan.Orphans.GroupBy(orphan => orphan.Refusal is null))
        {
            yield return $"If {Few([.. left.Select(orphan => orphan.Name)])} was renamed to {Few(created)}: that is a new service beside the old one, which is {(left.Key
                ? "then deleted. A rule in the same place waits until the old one is gone, and nobody serves in between."
                : "kept. A rule in the same place waits until the old service is deleted.")}";
        }
    }

    private static string Few(List<string> names) => names.Count <= MostNames ? string.Join(", ", names)
        : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", names.Take(MostNames))} or one of {names.Count - MostNames} others");

    private void AddDrift(ServicePlan service)
    {
        foreach (var found in service.Drift)
            Line("  " + In(Yellow, $"! {found.Message}"));
    }

    private string Of(FieldChange change) => change switch
    {
        { Before: null } => In(Green, $"+ {change.Path}  {change.After}"),
        { After: null } => In(Red, $"- {change.Path}  {change.Before}"),
        _ => $"{In(Yellow, $"~ {change.Path}")}  {In(Red, change.Before)} -> {In(Green, change.After!)}",
    };

    private string Stuck(ServicePlan service) => service.End switch
    {
        { Awaits: not Awaits.Nobody } => In(Yellow, $"{(service.HasChanges ? "then a person is asked" : "a person is asked")}: {service.End.Reason}"),
        { Phase: Phase.Blind } => In(Red, $"cannot be planned: {service.End.Reason}"),
        var end => In(Red, $"{end.Phase}: {end.Alarm?.Message ?? end.Reason}"),
    };

    private static string Deleted(EnvironmentPlan plan) => plan.Orphans.Count(orphan => !orphan.Steps.IsEmpty) is > 0 and var count ? $" and {Count(count, "service")} deleted" : "";

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private string In(string colour, string text) => coloured ? $"\e[{colour}m{text}\e[0m" : text;

    private void Line(string text) => _text.Append(text).Append('\n');
}
