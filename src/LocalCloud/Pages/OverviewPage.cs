using System.Globalization;
using System.Xml.Linq;
using LocalCloud.Ecs.State;
using LocalCloud.Protocols;

namespace LocalCloud.Pages;

/// <summary>The page at /: what runs, who gets the traffic, what happened last. It reloads itself; no script is needed.</summary>
internal static class OverviewPage
{
    private const int NewestEvents = 25, NewestTasks = 20;

    private const string Style =
        """
        :root { color-scheme: light dark; --line: #8884; --good: #2a7d46; --bad: #b3261e; --wait: #9a6700; --blue: #2b6cb0; --green: #2f855a; --rest: #6b7280 }
        body { font: 14px/1.45 system-ui, sans-serif; margin: 1.5rem auto; max-width: 76rem; padding: 0 1rem }
        h1 { font-size: 1.3rem } h2 { font-size: 1.05rem; margin: 1.6rem 0 .4rem } h3 { font-size: .95rem; margin: .8rem 0 .2rem }
        table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .25rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top }
        th { font-weight: 600 } code, .mono { font-family: ui-monospace, monospace; font-size: .92em } .scroll { overflow-x: auto }
        .chip { display: inline-block; padding: 0 .45rem; margin: 0 .25rem .15rem 0; border-radius: .6rem; color: #fff; background: var(--rest); font-size: .85em }
        .good { background: var(--good) } .bad { background: var(--bad) } .wait { background: var(--wait) }
        .bars { display: flex; height: 1.5rem; border-radius: .3rem; overflow: hidden; background: var(--line) }
        .bar { color: #fff; white-space: nowrap; overflow: hidden; padding: 0 .4rem; box-sizing: border-box; line-height: 1.5rem; min-width: 0 }
        .c0 { background: var(--blue) } .c1 { background: var(--green) } .c2 { background: var(--wait) } .c3 { background: var(--bad) } .c4 { background: var(--rest) }
        .none { opacity: .7 }
        """;

    public static string Render(Overview overview) => "<!doctype html>" + Html.Of(
        "html", null,
        new XAttribute("lang", "en"),
        Html.Of(
            "head", null,
            new XElement("meta", new XAttribute("charset", "utf-8")),
            new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
            new XElement("meta", new XAttribute("http-equiv", "refresh"), new XAttribute("content", "2")),
            Html.Of("title", null, $"LocalCloud {overview.Region}"),
            Html.Of("style", null, Style)),
        Html.Of(
            "body", null,
            Html.Of("h1", null, $"LocalCloud {overview.Region}"),
            Html.Of("p", "mono", $"{Time(overview.Now)} UTC · AWS calls at POST / · faults at /_local/faults"),
            TrafficSection.Render(overview),
            overview.Clusters.Count == 0 ? Html.Section("Clusters", Html.Of("p", "none", "No cluster yet.")) : null,
            overview.Clusters.Select(cluster => ClusterOf(overview, cluster)).ToArray(),
            Html.Section("Newest events", Scrolling(["time", "event"], overview.Services
                .SelectMany(service => service.Events)
                .OrderByDescending(happened => happened.CreatedAt)
                .Take(NewestEvents)
                .Select(happened => new object?[] { Mono(Time(happened.CreatedAt)), happened.Message }))),
            Html.Section("Newest calls", Scrolling(["time", "caller", "call", "outcome", "took"], overview.Calls.Select(Call))))).ToString(SaveOptions.DisableFormatting);

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    public static XElement Mono(string text) => Html.Of("span", "mono", text);

    private static XElement ClusterOf(Overview overview, Cluster cluster)
    {
        var tasks = overview.Tasks.Where(task => task.Cluster == cluster.Name).ToList();
        var services = overview.Services.Where(service => service.Key.Cluster == cluster.Name).ToList();
        return Html.Section(
            $"Cluster {cluster.Name}",
            services.Count == 0
                ? Html.Of("p", "none", "No service yet.")
                : Scrolling(["service", "desired", "running", "task definition", "deployments", "tasks"], services.Select(service => ServiceRow(service, tasks))),
            tasks.Exists(task => task.Service is null) ? Html.Of("h3", null, "One-off tasks") : null,
            tasks.Where(task => task.Service is null).Take(NewestTasks).Select(Task).ToArray());
    }

    private static object?[] ServiceRow(Service service, List<EcsTask> tasks)
    {
        var own = tasks.Where(task => task.Service == service.Key).ToList();
        return
        [
            Html.Of("strong", null, service.Key.Name), service.DesiredCount, own.Count(task => task.IsRunning),
            Mono($"{service.Primary.TaskDefinition.Family}:{service.Primary.TaskDefinition.Revision}"),
            service.Deployments.Select(deployment => Html.Chip(
                deployment.RolloutState switch { Deployment.Completed => "good", Deployment.Failed => "bad", _ => "wait" },
                deployment.RolloutState, deployment.Reason)).ToArray(),
            own.Where(task => !task.IsStopped).Concat(own.Where(task => task.IsStopped).Take(3)).Select(Task).ToArray(),
        ];
    }

    private static XElement Task(EcsTask task) => Html.Chip(
        task switch
        {
            { IsRunning: true } => "good",
            { IsStopped: true, StopCode: StopCodes.FailedToStart } => "bad",
            { IsStopped: true } when task.Containers.Any(container => container.ExitCode is not (0 or null)) && task.Failed => "bad",
            { IsStopped: true } => "rest",
            _ => "wait",
        },
        $"{task.Id[..8]} {task.LastStatus}{(task.IsStopped && task.Containers[0].ExitCode is { } code ? $" {code}" : "")}",
        $"{task.Address} {string.Join(", ", task.Containers.Select(container => $"{container.Name} {container.LastStatus}"))} {task.StoppedReason}");

    private static object?[] Call(LoggedCall call) =>
    [
        Mono(Time(call.Start)), call.Caller, Mono($"{call.Service}:{call.Action}"), Html.Chip(call.Outcome == "ok" ? "good" : "bad", call.Outcome),
        $"{(call.End - call.Start).TotalMilliseconds:0} ms",
    ];

    private static XElement Scrolling(IReadOnlyList<string> head, IEnumerable<object?[]> rows) => Html.Of("div", "scroll", Html.Table(head, rows));
}
