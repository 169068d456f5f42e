using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

/// <summary>What the machine makes of a case, for people to read.</summary>
/// <param name="Then">The phase that the next pass finds when the action has happened and nothing else has.</param>
internal sealed partial record CaseOutcome(Decision Decision, Phase Then)
{
    public string Action => Decision.Action is { } action ? Times(action.Summary) : "none";

    /// <summary>Without what a rollback was for.</summary>
    public string ShortAction => Decision.Action is PlannedAction.SetWeights ? Action.Split(": ")[0] : Action;

    public string LookAgain => Decision.LookAgain == TimeSpan.Zero ? "at once" : string.Create(CultureInfo.InvariantCulture, $"{Decision.LookAgain.TotalSeconds:0.##} s");

    public static CaseOutcome Of(CaseFile file)
    {
        var (target, now) = (file.Target, Sample.Now);
        var memory = Remember.Seen(file.Memory, file.Seen, target, now);
        var decision = RolloutMachine.Decide(target, file.Seen, memory, now);
        if (decision.Action is not { } action)
            return new CaseOutcome(decision, decision.Phase);

        var seen = Effect.Of(action, file.Seen, target, now);
        memory = Remember.Done(Remember.Decided(memory, file.Seen, target, decision, now), decision, now, target.Timing.ReadLag);
        return new CaseOutcome(decision, RolloutMachine.Decide(target, seen, Remember.Seen(memory, seen, target, now), now).Phase);
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        Line("phase", Decision.Phase.ToString());
        Line("action", Action);
        if (Decision.Action is PlannedAction.WriteRecord write)
        {
            foreach (var (key, value) in write.After.ChangesFrom(write.Before))
                Line("  tag", $"{key} = {Times(value)}");
        }

        Line("because", Times(Decision.Reason));
        if (Decision.Failure is { } failure)
            Line("failure", $"{failure.Code} of {failure.Revision}, seen by {failure.Check}: {failure.Message}");
        if (Decision.Alarm is { } alarm)
            Line("alarm", $"{alarm.Reason}{(alarm.Message == Decision.Reason ? "" : $": {alarm.Message}")}");
        if (Decision.Drift is { } drift)
            Line("drift", drift);
        if (Decision.Awaits != Awaits.Nobody)
            Line("awaits", Decision.Awaits.ToString());
        Line("then", Then.ToString());
        Line("look", LookAgain);
        return text.ToString();

        void Line(string name, string value) => text.Append(CultureInfo.InvariantCulture, $"{name,-8} {value}\n");
    }

    /// <summary>Unix times as distances from now.</summary>
    private static string Times(string text) => UnixTime().Replace(text, match =>
        (long.Parse(match.Value, CultureInfo.InvariantCulture) - Sample.Now.ToUnixTimeSeconds()) switch
        {
            0 => "now",
            > 0 and var ahead => $"now+{ahead}",
            var ago => $"now{ago}",
        });

    [GeneratedRegex(@"\b1[0-9]{9}\b")]
    private static partial Regex UnixTime();
}
