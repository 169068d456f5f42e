using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LocalCloud.Elb;
using Publican.Faults.Region;
using OwnerTags = Publican.Observed.OwnerTags;

namespace Publican.Faults.Oracles;

/// <summary>A region as text. What differs between two undisturbed runs (times, drawn tokens, identifiers of tasks) is left out.</summary>
internal static partial class EndState
{
    public static string Of(Stage stage)
    {
        var text = new StringBuilder();
        foreach (var rule in stage.Balancers.Current.Listeners.Values.SelectMany(listener => listener.AllRules))
            text.AppendLine(Of(rule));
        foreach (var group in stage.Balancers.Current.TargetGroups.Values.OrderBy(group => group.Name, StringComparer.Ordinal))
            text.AppendLine(CultureInfo.InvariantCulture, $"group {group.Name} {group.HealthCheck} {Tags(group.Attributes)} {Tags(group.Tags)}");
        lock (stage.Ecs.Gate)
        {
            foreach (var service in stage.Ecs.Services.Values.OrderBy(service => service.Key.Name, StringComparer.Ordinal))
            {
                var tasks = stage.Ecs.TasksOf(service.Key);
                text.AppendLine(CultureInfo.InvariantCulture,
                    $"service {service.Key.Name} {service.Status} {RevisionOf(service.Primary.TaskDefinition)} {StateOf(service)} {service.DesiredCount}/{tasks.Count(task => task.IsRunning)} {Tags(service.Tags.Items)}");
            }

            // Of two with one revision, only the one that is used has a verdict, or runs. One that is deregistered may be deleted with the next release only, when an old read did not show it.
            foreach (var definition in stage.Ecs.Families.Values.SelectMany(family => family).GroupBy(RevisionOf).Select(same => same.OrderByDescending(one => one.Tags.Items.GetValueOrDefault(OwnerTags.Runs) is not (null or "" or "-")).ThenByDescending(one => one.Tags.Items.Count).First()))
                text.AppendLine(CultureInfo.InvariantCulture, $"definition {RevisionOf(definition)} {(definition.IsActive ? "active" : "gone")} {definition.ContainerDefinitions[0].Image} {Tags(definition.Tags.Items)}");
            foreach (var job in stage.Ecs.Tasks.Values.Where(task => task.Service is null))
                text.AppendLine(CultureInfo.InvariantCulture, $"job {Timeless(job.StartedBy ?? "")} {job.LastStatus} {job.Containers[0].ExitCode}");
        }

        stage.Scaling.With(() =>
        {
            foreach (var target in stage.Scaling.Targets.Values)
            {
                text.AppendLine(CultureInfo.InvariantCulture,
                    $"scaling {target.ResourceId} {target.Min}-{target.Max} {target.Suspended} {string.Join(", ", target.Policies.Values.Select(policy => $"{policy.Name} {policy.Metric} {policy.Target}"))}");
            }

            return text;
        });
        return text.ToString();
    }

    public static string Of(Rule rule) => string.Create(
        CultureInfo.InvariantCulture, $"rule {rule.Priority} {string.Join(", ", rule.Conditions.Select(Condition))} -> {Action(rule.Action)} {Tags(rule.Tags)}");

    // A second registration of one revision has another number; how many there may be is I18's business.
    private static string RevisionOf(LocalCloud.Ecs.State.TaskDefinition definition) => definition.Tags.Items.GetValueOrDefault(OwnerTags.Revision, definition.TaskDefinitionArn);

    // Whether a deployment failed before its tasks were taken away, or was complete without any, is a matter of moments.
    private static string StateOf(LocalCloud.Ecs.State.Service service) => service.DesiredCount == 0 ? "" : $"{service.Primary.RolloutState}";

    /// <summary>Moments, and the seconds that a run of a CronJob took: both are as the reader saw them.</summary>
    public static string Timeless(string text) => Seconds().Replace(Time().Replace(text, "TIME"), "$1+SECONDS");

    private static string Condition(RuleCondition condition) => condition switch
    {
        PathPatternCondition path => $"path {string.Join('|', path.Values)}",
        RequestMethodCondition method => $"method {string.Join('|', method.Values)}",
        HttpHeaderCondition header => $"header {header.Name}",
        _ => condition.ToString()!,
    };

    private static string Action(RuleAction action) => action is ForwardAction forward
        ? $"{string.Join(" ", forward.Groups.Select(group => $"{group.TargetGroupArn.Split('/')[1]}={group.Weight}"))} sticky={forward.Sticky}"
        : action.ToString()!;

    // Cleared, empty and never written read alike (section 2 of the contract).
    private static string Tags(IEnumerable<KeyValuePair<string, string>> tags) =>
        $"[{string.Join(", ", tags.Where(tag => tag.Value is not ("-" or "")).Select(tag => $"{tag.Key}={Timeless(tag.Value)}"))}]";

    [GeneratedRegex("[0-9]{10}")]
    private static partial Regex Time();

    [GeneratedRegex(@"=([a-z0-9-]+)\+[0-9]+")]
    private static partial Regex Seconds();
}
