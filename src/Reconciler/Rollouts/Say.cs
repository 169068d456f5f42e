using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>The three shapes a decision has: act now, wait a moment, rest until the sweep.</summary>
internal static class Say
{
    public static Decision Act(Phase phase, PlannedAction action, string reason) =>
        new() { Phase = phase, Action = action, Reason = reason, LookAgain = TimeSpan.Zero };

    public static PlannedAction.Scale Scale(View view, Colour colour, int count, string why) =>
        new(colour, count, why, view.RuleArns, view.GroupArn(colour)) { Scales = view.Range is not null && count > 0 };

    public static PlannedAction.SetWeights Weights(View view, Rule rule, int candidateWeight, string why) =>
        new(rule.Arn, view.S, view.GroupArn(view.S)!, view.GroupArn(view.C)!, From: view.WeightOn(rule, view.C), candidateWeight, why)
        {
            On = view.Production.Length > 1 ? NameOf(view, rule) : null,
        };

    public static string NameOf(View view, Rule rule) => view.Target.NameOf(rule);

    public static Decision Wait(View view, Phase phase, string reason, TimeSpan? upTo = null)
    {
        var pace = view.Target.Pace;
        return new() { Phase = phase, Reason = reason, LookAgain = upTo is { } limit && limit > pace && !view.MayComeLate ? limit : pace };
    }

    public static Decision Rest(View view, Phase phase, string reason) =>
        new() { Phase = phase, Reason = reason, LookAgain = view.MayComeLate ? view.Target.Pace : view.Target.Environment.Sweep };
}

/// <summary>Reasons of alarms, as conditions name them.</summary>
public static class Alarms
{
    public const string BothBad = "BothBad";
    public const string ForeignTargetGroup = "ForeignTargetGroup";
    public const string NotOurs = "NotOurs";
    public const string StateLost = "StateLost";
    public const string StableDown = "StableDown";
    public const string StrategyChanged = "StrategyChanged";
    public const string PinnedGone = "PinnedGone";
    public const string AdoptionDiffers = "AdoptionDiffers";
    public const string NothingToAdopt = "NothingToAdopt";
    public const string RuleGone = "RuleGone";
    public const string Sticky = "Sticky";
    public const string PriorityTaken = "PriorityTaken";
}
