using Publican.Faults.Region;
using Publican.Faults.Rolling;
using Publican.Status;

namespace Publican.Faults.Scenarios;

/// <summary>What stands beside a service that is rolled out: jobs, services it depends on, services that leave or are adopted; and old revisions that go.</summary>
internal static class Neighbours
{
    private static readonly Manifest Next = new("web:good.2"), NextByCanary = Next with { Steps = Manifest.Canary };
    private static readonly Ending Released = new("Steady", "web:good.2");

    public static IReadOnlyList<Scenario> Scenarios { get; } =
    [
        new("job beside a rollout")
        {
            Commit = NextByCanary with { Beside = [Job("import:good.1")] }, End = Released with { Says = status => Of(status.Jobs, "import") is { Phase: "Done", Outcome: "Succeeded" } },
        },
        new("failing job beside a rollout")
        {
            Commit = NextByCanary with { Beside = [Job("import:bad-job.1")] }, End = Released with { Says = status => Of(status.Jobs, "import") is { Phase: "Failed" } },
        },
        new("cron job fires at 10")
        {
            // Once a year, so that it fires once; a region begins on the first of January, at midnight.
            Commit = new Manifest("web:good.1") { Beside = [Cron("nightly:good.1", "1 0 1 1 *")], Steps = "{weight: 10, hold: 12s}" },
            Meanwhile = [new("a new image", (truth, _) => truth.At >= NewYear.AddSeconds(50), scene => Now(() => scene.Commit(before => before with { Image = "web:good.2" })))],
            End = Released with { Says = status => Of(status.Jobs, "nightly") is { Phase: "Waiting", Outcome: "Succeeded", Job.LastFiring: { } firing } && firing == NewYear.AddMinutes(1) },
        },
        new("what it depends on comes first")
        {
            Commit = NextByCanary with { Beside = [Cart("cart:good.1")], More = "dependsOn: [cart]" }, End = Released with { Says = status => IsReleased(status, "cart") },
        },
        new("what it depends on fails")
        {
            Commit = NextByCanary with { Beside = [Cart("cart:crash.1")], More = "dependsOn: [cart]" },
            End = new Ending("Held", "web:good.1") { Says = status => Of(status.Services, "cart") is { Phase: "NoStable" } cart && cart.Conditions.Any(condition => condition.Message.Contains("waiting for another revision", StringComparison.Ordinal)) },
        },
        new("another service leaves at 10")
        {
            Commit = new Manifest("web:good.1") { Beside = [Cart("cart:good.1")], OfEnvironment = "prune: {after: 5s, atMost: 50}", Steps = "{weight: 10, hold: 5s}, {weight: 50, hold: 1s}" },
            Meanwhile =
            [
                new("a new image", (_, scene) => scene.IsNoted("cart"), scene => Now(() => scene.Commit(before => before with { Image = "web:good.2" }))),
                new("cart leaves", (truth, _) => truth.Weight == 10, scene => Now(() => scene.Commit(before => before with { Beside = [] }))),
            ],
            End = Released with { Says = status => Of(status.Services, "cart") is null },
        },
        new("a worker is adopted beside a rollout")
        {
            Before = stage => Handmade.WorkerAsync(stage, "mail", "mail:good.1", "legacy-mail-worker"),
            Commit = NextByCanary with { Beside = [Worker("mail", "mail:good.1").Replace("  replicas: 2", "  replicas: 2\n  adopt: {service: legacy-mail-worker}", StringComparison.Ordinal)] },
            End = Released with { Says = status => IsReleased(status, "mail") },
        },
        new("old revisions go") { From = Start.ReleasedTwice, Commit = Next with { More = "revisionHistoryLimit: 1" }, End = Released with { And = truth => truth.Active is ["web:good.1", "web:good.2"] && truth.Inactive is [] } },
    ];

    /// <summary>When a region's clock begins.</summary>
    private static DateTimeOffset NewYear => new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static bool IsReleased(EnvironmentStatus status, string service) => Of(status.Services, service) is { Phase: "Steady", Outcome: "Released" };

    private static ServiceStatus? Of(IEnumerable<ServiceStatus> all, string name) => all.FirstOrDefault(status => status.Name == name);

    private static Task Now(Action act)
    {
        act();
        return Task.CompletedTask;
    }

    private static string Cart(string image) => Rehearsal.Web(image, name: "cart", routes: "route: {listener: public, path: \"/cart\", priority: 1}");

    private static string Worker(string name, string image) => Rehearsal.Worker(image).Replace("name: web", $"name: {name}", StringComparison.Ordinal);

    private static string Job(string image) =>
        $$"""
        apiVersion: publican.dev/v1
        kind: Job
        metadata: {name: import}
        spec: {image: "{{image}}", command: [import, --all] }
        """;

    private static string Cron(string image, string schedule) =>
        $$"""
        apiVersion: publican.dev/v1
        kind: CronJob
        metadata: {name: nightly}
        spec: {image: "{{image}}", schedule: "{{schedule}}" }
        """;
}
