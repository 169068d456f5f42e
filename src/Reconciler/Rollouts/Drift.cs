using System.Collections.Immutable;
using System.Globalization;
using Publican.Desired;
using Publican.Observed;

namespace Publican.Rollouts;

/// <param name="Field">In the words of <see cref="DriftFields"/>.</param>
public sealed record Difference(string Field, string Wanted, string Found, Remedy Remedy)
{
    /// <summary>One sentence for people.</summary>
    public string Message => $"{Field}: {Wanted} is wanted, {Found} is found; {Remedy switch
    {
        Remedy.PutBack => "it is put right",
        Remedy.Rollout => "a rollout onto the other colour puts it right",
        Remedy.NextRollout => "the next rollout puts it right: tasks that serve are not restarted for it",
        Remedy.Adoption => "the service is not adopted before they are equal",
        _ => "it is only reported, because selfHeal is false",
    }}";
}

/// <summary>What becomes of a difference.</summary>
public enum Remedy
{
    PutBack,

    /// <summary>What serves is not touched: the desired revision is rolled out over it.</summary>
    Rollout,

    /// <summary>No rollout begins for it.</summary>
    NextRollout,

    /// <summary>Nothing, until a person or a commit does something.</summary>
    Reported,

    /// <summary>A service that is to be adopted must not differ.</summary>
    Adoption,
}

/// <summary>What is live and what is wanted, field by field, while no rollout is under way: for the status and the plan. The rows decide what is done.</summary>
public static class Drift
{
    public static ImmutableArray<Difference> Of(View view)
    {
        if (view.Seen.Adoption.Value is { IsDefaultOrEmpty: false } adoption)
            return [.. adoption.Select(one => new Difference(one.Field, one.Wanted, one.Found, Remedy.Adoption))];
        if (view.Attempt is not null || !view.Seen.Services.Known || !view.Seen.Rules.Known)
            return [];
        if (view.Target.Names.Single)
            return view.One() is { Ours: true } one && view.Record.Proven is not null ? [.. Worker(view, one)] : [];
        return view.Stable is { } stable && view.Service(stable) is { Ours: true } service ? [.. Weights(view), .. Definition(view, service), .. Count(view, service), .. Routes(view), .. Settings(view)] : [];
    }

    private static IEnumerable<Difference> Worker(View view, EcsService one)
    {
        if (one.Revision != view.Record.Proven!.Revision && one.Desired > 0)
        {
            var remedy = view.LeavesTaskDefinition ? Remedy.Reported : Remedy.PutBack;
            yield return new(DriftFields.TaskDefinition, view.Record.Proven.Revision, one.Revision ?? one.TaskDefinitionArn, remedy);
        }

        foreach (var difference in Count(view, one).Concat(Settings(view)))
            yield return difference;
    }

    private static IEnumerable<Difference> Weights(View view)
    {
        var off = view.Production.Where(rule => view.WeightOn(rule, view.C) > 0 || rule.Weights.Values.Sum() != Steps.All).ToList();
        if (off.Count > 0)
            yield return new(DriftFields.Weights, "100/0", string.Join(", ", off.Select(rule => $"{view.WeightOn(rule, view.S)}/{view.WeightOn(rule, view.C)}")), view.LeavesWeights || (view.CandidateWeight == 0 && !view.Target.SelfHeals) ? Remedy.Reported : Remedy.PutBack);
    }

    /// <summary>Judged against its own revision, the one that was proven there; never against the desired one.</summary>
    private static IEnumerable<Difference> Definition(View view, EcsService service)
    {
        if (view.Record.StableRevision is not { } proven || service.Revision == proven)
            yield break;
        var remedy = view.LeavesTaskDefinition ? Remedy.Reported : view.Record.BadFor(view.Desired) is not null ? Remedy.NextRollout : Remedy.Rollout;
        yield return new(DriftFields.TaskDefinition, proven, service.Revision ?? service.TaskDefinitionArn, remedy);
    }

    private static IEnumerable<Difference> Count(View view, EcsService service)
    {
        if (service.Desired != view.Replicas && view.Range is null && !view.Target.Ignores(DriftFields.Count))
            yield return new(DriftFields.Count, Text(view.Replicas), Text(service.Desired), RemedyOf(view, DriftFields.Count));
    }

    private static IEnumerable<Difference> Routes(View view)
    {
        if (view.Target.Ignores(DriftFields.Routes))
            yield break;
        var (routes, remedy) = (view.Routes, RemedyOf(view, DriftFields.Routes));
        foreach (var (route, rule) in routes.Pairs.Where(pair => !pair.Route.HasConditionsOf(pair.Rule)))
            yield return new(DriftFields.Routes, Matches(route.Spec.Hosts, route.Spec.Paths), Matches(rule.Hosts, rule.Paths), remedy);
        foreach (var (route, rule) in routes.Pairs.Where(pair => pair.Rule.Priority != pair.Route.ProductionPriority))
            yield return new(DriftFields.Routes, route.Label, Say.NameOf(view, rule), remedy);
        foreach (var route in routes.Missing)
            yield return new(DriftFields.Routes, route.Label, "no rule", remedy);
        foreach (var rule in routes.Surplus)
            yield return new(DriftFields.Routes, "no rule", Say.NameOf(view, rule), remedy);
    }

    private static IEnumerable<Difference> Settings(View view)
    {
        if (!view.Target.Ignores(DriftFields.Scaling))
        {
            foreach (var (wanted, found) in ScalingRow.ByHand(view, view.Target.Names.Single ? Colour.Blue : view.S))
                yield return new(DriftFields.Scaling, wanted, found, RemedyOf(view, DriftFields.Scaling));
        }

        foreach (var off in view.SettingsOff.Where(off => !view.Target.Ignores(off.Member)))
            yield return new(off.Member, off.Wanted, off.Found, DriftFields.OfDeployment.Contains(off.Member) ? Remedy.NextRollout : RemedyOf(view, off.Member));
        foreach (var (field, wanted, found) in view.GroupOff.Where(off => !view.Target.Ignores(off.Field)))
            yield return new(field, wanted, found, RemedyOf(view, field));
        if (view.Seen.StableGroup.Value is { Ours: false } stranger)
            yield return new(DriftFields.Tags, "this service's tags", $"none on target group {stranger.Name}", Remedy.Reported);
        if (view.TagOff is { } colour && !view.Target.Ignores(DriftFields.Tags))
            yield return new(DriftFields.Tags, $"{OwnerTags.Colour}={colour.Word()}", view.Service(colour)!.Tags.GetValueOrDefault(OwnerTags.Colour, "none"), RemedyOf(view, DriftFields.Tags));
    }

    private static Remedy RemedyOf(View view, string field) => view.Heals(field) ? Remedy.PutBack : Remedy.Reported;

    private static string Matches(ImmutableArray<string> hosts, ImmutableArray<string> paths) => string.Join(' ', hosts.Concat(paths));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
