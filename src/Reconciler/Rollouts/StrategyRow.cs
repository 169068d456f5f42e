using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>
/// The service runs in the shape of another strategy. Taking it over would mean tasks without an owner, or a gap: so nothing is started and
/// nothing is stopped. Only a rollout that has traffic is brought home first, as by any newer commit.
/// </summary>
internal static class StrategyRow
{
    public static Decision? Changed(View view)
    {
        if (view.Service(Colour.Blue) is not null || view.Service(Colour.Green) is not null)
            return null;
        if (view.Seen.OtherShape is { Known: false, Error: { } error })
            return Say.Wait(view, Phase.Blind, error);
        var others = new[] { view.Seen.OtherShape.Value?.Blue, view.Seen.OtherShape.Value?.Green }.OfType<EcsService>().Where(service => service.Ours).ToList();
        if (others.Count == 0)
            return null;

        var old = new View(view.Target, view.Seen with { Services = view.Seen.OtherShape }, view.Memory, view.Now);
        var home = Home(old);
        if (home?.Action is PlannedAction.WriteRecord write)
            home = home with { Action = write with { InOtherShape = true } };
        return home ?? Refused(view, string.Join(" and ", others.Select(service => service.Name)));
    }

    private static Decision? Home(View old) => old.Stable is null ? null : RevertRow.Revert(old) ?? (old.CandidateWeight > 0
        ? null
        : SafetyRows.Unsettled(old) ?? AttemptRows.CloseAttempt(old) ?? AttemptRows.Tidy(old));

    private static Decision Refused(View view, string names)
    {
        var (strategy, before) = view.Target.Names.Single ? ("rolling", "canary") : ("canary", "rolling");
        var message = $"strategy {strategy} is desired, but the service runs as {names}, made by strategy {before}: it keeps running and is not touched. "
            + $"Go back to {before}, give the service another name, or delete {names} first";
        return Say.Rest(view, Phase.Contested, message) with { Alarm = new Alarm(Alarms.StrategyChanged, message) };
    }
}
