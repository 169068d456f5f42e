using LocalCloud.Elb;
using Publican.Faults.Region;
using Publican.Faults.Runs;
using Publican.Observed;

namespace Publican.Faults.Oracles;

/// <summary>Others' things stay as they are, ours are made once: I15, I16, I18, I22, I28.</summary>
internal sealed class OwnershipOracle(Stage stage, Facts facts, Action<string, string> report) : IOracle
{
    private readonly string _strangers = Strangers(stage);
    private bool _hadLate;

    public void Wrote(Write write)
    {
        if (Strangers(stage) is var now && now != _strangers)
            report("I15", $"{write.Call.Title} changed what is not ours: {now}");
        if (write.Call.Text.Contains(Stage.Secret, StringComparison.Ordinal))
            report("I28", $"{write.Call.Title} carries a secret value");
        if (write.Before.Production is { } before && write.After.Production is { } after && Details(before, after) != Details(after, after))
            report("I16", $"{write.Call.Title} changed {Details(before, after)} to {Details(after, after)}");
        _hadLate |= write.IsLate;
        if (write.Call.Action == "RegisterTaskDefinition")
            JudgeDefinitions();
        if (write.Call.Action == "RunTask")
            JudgeJobs();
    }

    public void Saw(Truth truth, Life life)
    {
    }

    private void JudgeDefinitions()
    {
        // A call whose answer was lost may have had its effect, one that is carried out twice has two, and one of a leader that is gone may come late.
        var allowed = facts.Fault.Kind is FaultKind.LostAnswer or FaultKind.Late or FaultKind.Duplicated || _hadLate ? 2 : 1;
        lock (stage.Ecs.Gate)
        {
            foreach (var same in stage.Ecs.Families.Values.SelectMany(family => family).Where(definition => definition.IsActive)
                         .GroupBy(definition => definition.Tags.Items.GetValueOrDefault(OwnerTags.Revision)))
            {
                if (same.Key is not null && same.Count() > allowed)
                    report("I18", $"{same.Count()} active task definitions for {same.Key}");
            }
        }
    }

    private void JudgeJobs()
    {
        lock (stage.Ecs.Gate)
        {
            foreach (var same in stage.Ecs.Tasks.Values.Where(task => task.Service is null).GroupBy(task => task.StartedBy))
            {
                if (same.Count() > 1)
                    report("I22", $"{same.Key} was started {same.Count()} times");
            }
        }
    }

    /// <summary>All but the weights; and the path, where it is now what the files say.</summary>
    private static string Details(LocalCloud.Elb.Rule rule, LocalCloud.Elb.Rule after) => EndState.Of(rule with
    {
        Conditions = [.. rule.Conditions.Where(condition => condition is not PathPatternCondition || !after.Conditions.OfType<PathPatternCondition>().Any(path => path.Values is ["/*"]))],
        Action = rule.Action is ForwardAction forward ? forward with { Groups = [.. forward.Groups.Select(group => group with { Weight = 0 })] } : rule.Action,
    });

    private static string Strangers(Stage stage) =>
        string.Join('\n', EndState.Of(stage).Split('\n').Where(line => line.Contains("stranger", StringComparison.Ordinal) || line.Contains("FixedResponse", StringComparison.Ordinal)));
}
