using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>The three shapes a decision has: act now, wait a moment, rest until the sweep.</summary>
internal static class Say
{
    public static Decision Act(Phase phase, PlannedAction action, string reason) =>
        new() { Phase = phase, Action = action, Reason = reason, LookAgain = TimeSpan.Zero };

    public static PlannedAction.Scale Scale(View view, Colour colour, int count, string why) =>
        new(colour, count, why, view.Production?.Arn, view.GroupArn(colour));

    public static Decision Wait(View view, Phase phase, string reason, TimeSpan? upTo = null)
    {
        var pace = view.Target.Pace;
        return new() { Phase = phase, Reason = reason, LookAgain = upTo is { } limit && limit > pace ? limit : pace };
    }

    public static Decision Rest(View view, Phase phase, string reason) =>
        new() { Phase = phase, Reason = reason, LookAgain = view.Target.Environment.Sweep };
}

/// <summary>Reasons of alarms, as conditions name them.</summary>
public static class Alarms
{
    public const string BothBad = "BothBad";
    public const string ForeignTargetGroup = "ForeignTargetGroup";
    public const string NotOurs = "NotOurs";
    public const string StateLost = "StateLost";
    public const string StableDown = "StableDown";
}
