using Publican.Faults.Region;
using Publican.Observed;

namespace Publican.Faults.Scenarios;

/// <summary>The stories of the matrix: those of the rollout engine, and those of an estate that is run for years.</summary>
internal static class All
{
    private const string Slow = "{weight: 10, hold: 60s}, {weight: 50, hold: 60s}";
    private static readonly Manifest Present = new("web:good.1"), Next = new("web:good.2"), NextByCanary = Next with { Steps = Manifest.Canary }, NextSlowly = Next with { Steps = Slow };
    private static readonly Ending Released = new("Steady", "web:good.2"), Unchanged = new("Steady", "web:good.1"), Nothing = new("NoStable", Stable: null);

    public static IReadOnlyList<Scenario> Engine { get; } =
    [
        new("first release") { From = Start.Empty, Commit = new Manifest("web:good.1") { HasJob = true }, End = Unchanged },
        new("blue/green") { Commit = Next, End = Released },
        new("canary") { From = Start.ReleasedTwice, Commit = NextByCanary with { HasJob = true }, End = Released },
        new("canary with check tasks")
        {
            Commit = Next with { Steps = "{weight: 10, hold: 1s, checks: [{task: {command: [soak], timeout: 10s}}]}", HasCheckTask = true }, End = Released,
        },
        new("canary that grows, with approval")
        {
            Commit = Next with { Steps = "{weight: 10, hold: 1s, approve: true, capacity: 50%}" },
            Meanwhile = [new("ann approves", (truth, scene) => truth.Weight == 10 && truth.Record.Since is { Weight: 10 } since && truth.At - since.At > Seconds(2), scene => scene.AskAsync(Verb.Promote))],
            End = Released,
        },

        Failing("never healthy", "web:never-healthy.2", "deadline") with { Commit = new Manifest("web:never-healthy.2") { Timeout = "6s" } },
        Failing("crash loop", "web:crash.2", "crashed"),
        Failing("bad in preview", "web:unready-at-0.2", "http-check"),
        Failing("unhealthy at 10", "web:unhealthy-at-10.2", "unhealthy"),
        Failing("unready at 10", "web:unready-at-10.2", "http-check"),
        Failing("unhealthy at 50, not fully grown", "web:unhealthy-at-50.2", "unhealthy") with { Commit = new Manifest("web:unhealthy-at-50.2") { Steps = Manifest.Growing } },
        Failing("unhealthy at 100", "web:unhealthy-at-100.2", "unhealthy") with { From = Start.ReleasedTwice },
        Failing("unready at 100", "web:unready-at-100.2", "http-check"),
        Failing("before-job fails", "web:bad-job.2", "before-job") with { Commit = new Manifest("web:bad-job.2") { HasJob = true } },
        Failing("check task fails", "web:bad-job.2", "task-check") with { Commit = NextByCanary with { Image = "web:bad-job.2", HasCheckTask = true } },
        new("first release fails") { From = Start.Empty, Commit = new Manifest("web:unready-at-0.1"), End = Nothing },
        new("first before-job fails") { From = Start.Empty, Commit = new Manifest("web:bad-job.1") { HasJob = true }, End = Nothing },

        new("new commit at 10")
        {
            Commit = NextByCanary, Meanwhile = [At(10, "a newer commit", scene => scene.Commit(before => before with { Image = "web:good.3" }))], End = new Ending("Steady", "web:good.3"),
        },
        new("new commit in preparation")
        {
            From = Start.ReleasedTwice,
            Commit = Next,
            Meanwhile = [new("a newer commit", (truth, _) => IsPrepared(truth), Now(scene => scene.Commit(before => before with { Image = "web:good.3" })))],
            End = new Ending("Steady", "web:good.3"),
        },
        new("revert at 10") { Commit = NextByCanary, Meanwhile = [At(10, "the commit is reverted", ToOld)], End = Unchanged },
        new("revert in bake") { Commit = NextByCanary, Meanwhile = [At(100, "the commit is reverted", ToOld)], End = Unchanged },
        new("revert to the warm colour")
        {
            Commit = NextByCanary with { KeepOld = "20s" },
            Meanwhile = [new("the commit is reverted", (truth, _) => truth.Stable?.Image == "web:good.2" && truth.Record.RetireAt is not null && truth.Preview is null, Now(ToOld))],
            End = Unchanged,
        },

        new("pause and resume")
        {
            Commit = NextByCanary,
            Meanwhile = [Asked(10, Verb.Pause), Later("ann resumes", scene => scene.WithdrawAsync(Verb.Pause))],
            End = Released,
        },
        new("promote") { Commit = NextSlowly, Meanwhile = [Asked(10, Verb.Promote), Asked(50, Verb.Promote)], End = Released },
        new("promote fully") { Commit = NextSlowly, Meanwhile = [Asked(10, Verb.PromoteFully)], End = Released },
        new("abort at 10") { Commit = NextByCanary, Meanwhile = [Asked(10, Verb.Abort)], End = new Ending("RolledBack", "web:good.1", "aborted") },
        new("abort in preparation")
        {
            From = Start.ReleasedTwice,
            Commit = Next,
            Meanwhile = [new("ann aborts", (truth, _) => IsPrepared(truth), scene => scene.AskAsync(Verb.Abort))],
            End = new Ending("RolledBack", "web:good.1", "aborted"),
        },
        new("wishes for another revision")
        {
            Commit = NextByCanary,
            Meanwhile =
            [
                new("ann asks everything of what is stable", Is(10), async scene =>
                {
                    foreach (var verb in new[] { Verb.Abort, Verb.PromoteFully, Verb.Promote, Verb.Pause, Verb.Retry })
                        await scene.AskAsync(verb, "web:good.1");
                }),
            ],
            End = Released,
        },
        new("retry")
        {
            Commit = NextByCanary with { Image = "web:unready-at-10.2" },
            Meanwhile = [Cured()],
            End = new Ending("Steady", "web:unready-at-10.2"),
        },
        new("retry of the before-job")
        {
            Commit = Next with { Image = "web:bad-job.2", HasJob = true },
            Meanwhile = [Cured()],
            End = new Ending("Steady", "web:bad-job.2"),
        },
        new("retry of the first before-job")
        {
            From = Start.Empty,
            Commit = new Manifest("web:bad-job.1") { HasJob = true },
            Meanwhile = [new("ann repairs it and asks to retry", (truth, _) => truth.JobFailed && truth.Preview is null, Cure)],
            End = new Ending("Steady", "web:bad-job.1"),
        },
        new("suspend and resume")
        {
            Commit = NextByCanary,
            Meanwhile = [Asked(10, Verb.Suspend), Later("ann resumes", scene => scene.WithdrawAsync(Verb.Suspend))],
            End = Released,
        },

        new("rollback at 10") { Commit = NextByCanary, Meanwhile = [new("ann rolls back", Is(10), scene => scene.AskAsync(Verb.Rollback, to: "web:good.1"))], End = Unchanged },
        new("rollback to an older revision")
        {
            From = Start.ReleasedTwice, Commit = Present, Meanwhile = [RollBack()], End = new Ending("Steady", "web:good.0"),
        },
        new("unpin at 10")
        {
            From = Start.ReleasedTwice,
            Commit = Present with { Steps = Manifest.Canary },
            Meanwhile = [RollBack(), new("ann unpins", Is(10), scene => scene.WithdrawAsync(Verb.Rollback))],
            End = Unchanged,
        },
    ];

    public static IReadOnlyList<Scenario> Estate { get; } = [.. Changes.Scenarios, .. Drifts.Scenarios, .. Neighbours.Scenarios];

    public static IReadOnlyList<Scenario> Scenarios { get; } = [.. Engine, .. Estate];

    private static Scenario Failing(string name, string image, string code) =>
        new(name) { Commit = NextByCanary with { Image = image }, End = new Ending("RolledBack", "web:good.1", code) };

    /// <summary>The candidate has this weight, and the record says so.</summary>
    private static Func<Truth, Scene, bool> Is(int weight) => (truth, _) => truth.Weight == weight && truth.Record.Since?.Weight == weight;

    private static bool IsPrepared(Truth truth) => truth.Candidate is { Image: "web:good.2", Running: > 0 } && truth.Record.Attempt is null && truth.Weight == 0;

    private static Happening At(int weight, string what, Action<Scene> act) => new(what, (truth, _) => truth.Weight == weight, Now(act));

    private static Happening Asked(int weight, Verb verb) => new($"ann asks to {verb}", Is(weight), scene => scene.AskAsync(verb));

    private static Happening Later(string what, Func<Scene, Task> act) => new(what, (truth, scene) => truth.At - scene.AskedAt > Seconds(3), act);

    private static Happening RollBack() => new("ann rolls back", (truth, _) => truth.Stable?.Image == "web:good.1", scene => scene.AskAsync(Verb.Rollback, "web:good.1", "web:good.0"));

    private static Happening Cured() => new("ann repairs it and asks to retry", (truth, _) => truth is { Record: { Bad.Length: 1, Attempt: null }, Weight: 0 } && truth.Preview is null, Cure);

    private static Task Cure(Scene scene)
    {
        scene.Cure();
        return scene.AskAsync(Verb.Retry);
    }

    private static void ToOld(Scene scene) => scene.Commit(before => before with { Image = "web:good.1" });

    private static Func<Scene, Task> Now(Action<Scene> act) => scene =>
    {
        act(scene);
        return Task.CompletedTask;
    };

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
