using Publican.Faults.Region;
using Publican.Observed;

namespace Publican.Faults.Scenarios;

/// <summary>What changes beside the image: a secret, how many tasks there may be, and how many there are; and a freeze that begins.</summary>
internal static class Changes
{
    private static readonly Manifest NextByCanary = new("web:good.2") { Steps = Manifest.Canary }, Scaled = NextByCanary with { Scaling = Between(2, 6) };
    private static readonly Ending Released = new("Steady", "web:good.2"), Unchanged = new("Steady", "web:good.1");

    public static IReadOnlyList<Scenario> Scenarios { get; } =
    [
        new("secret changes at 10")
        {
            // Secrets are looked at once a sweep, which is 10 s: the hold lasts until the change has been seen, whatever went wrong.
            Commit = NextByCanary with { Steps = "{weight: 10, hold: 25s}" }, Meanwhile = [new("the secret is changed", Is(10), scene => scene.ChangeSecretAsync())], End = Released,
        },

        new("more replicas at 10")
        {
            Commit = NextByCanary with { Steps = Manifest.Growing },
            Meanwhile = [At(10, "three replicas", scene => Now(() => scene.Commit(before => before with { Replicas = 3 })))],
            End = Released,
        },
        new("fewer replicas at 10")
        {
            Commit = NextByCanary, Meanwhile = [At(10, "one replica", scene => Now(() => scene.Commit(before => before with { Replicas = 1 })))], End = Released,
        },

        new("scaling is committed")
        {
            Commit = new Manifest("web:good.1") { Scaling = Between(3, 6) }, End = Unchanged with { Scaled = "3-6" },
        },
        new("scaled service") { Commit = Scaled, Meanwhile = [Moves("the autoscaler adds a task before", (truth, _) => truth.Candidate is null, truth => truth.S!.Value, 3)], End = Released with { Scaled = "2-6" } },
        new("scaling range changes at 10")
        {
            Commit = Scaled,
            Meanwhile = [Moves("the autoscaler is busy", (truth, _) => IsScaled(truth), truth => truth.S!.Value, 5), At(10, "a smaller range", scene => Now(() => scene.Commit(before => before with { Scaling = Between(1, 3) })))],
            End = Released with { Scaled = "1-3" },
        },
        new("scaling schedule begins at 10")
        {
            Commit = new Manifest("web:good.1") { Scaling = "min: 2, max: 6, schedules: [{name: soon, cron: \"1 0 1 1 *\", timezone: UTC, for: 24h, min: 4}]", Steps = "{weight: 10, hold: 12s}" },

            // So that the minute comes while 10% is held; a region begins on the first of January, at midnight.
            Meanwhile = [new("a new image", (truth, _) => truth.At >= NewYear.AddSeconds(50), scene => Now(() => scene.Commit(before => before with { Image = "web:good.2" })))],
            End = Released with { Scaled = "4-6" },
        },
        new("autoscaler moves the stable side at 10")
        {
            Commit = Scaled, Meanwhile = [Moves("it adds tasks", Is(10), truth => truth.S!.Value, 4)], End = Released with { Scaled = "2-6" },
        },
        new("autoscaler moves the candidate at 50")
        {
            Commit = Scaled, Meanwhile = [Moves("it adds tasks", Is(50), truth => truth.C, 4)], End = Released with { Scaled = "2-6" },
        },
        new("autoscaler moves the stable side while the old one is kept")
        {
            Commit = Scaled with { KeepOld = "20s" },
            Meanwhile = [Moves("it adds tasks", (truth, _) => truth.Stable?.Image == "web:good.2" && truth.Record.RetireAt is not null, truth => truth.S!.Value, 4)],
            End = Released with { Scaled = "2-6" },
        },
        new("scaled and unready at 50")
        {
            Commit = Scaled with { Image = "web:unready-at-50.2" }, Meanwhile = [Moves("it adds tasks", Is(10), truth => truth.S!.Value, 3)],
            End = new Ending("RolledBack", "web:good.1", "http-check") { Scaled = "2-6" },
        },
        new("scaling ends at 10")
        {
            Commit = Scaled, Meanwhile = [At(10, "the number of tasks is fixed", scene => Now(() => scene.Commit(before => before with { Scaling = null })))], End = Released,
        },
        new("freeze begins at 10")
        {
            Commit = new Manifest("web:good.1")
            {
                Steps = "{weight: 10, hold: 12s}, {weight: 50, hold: 1s}",
                Freeze = ("{name: soon, cron: \"1 0 1 1 *\", timezone: UTC, for: 1m, overrun: false}", NewYear.AddMinutes(1), NewYear.AddMinutes(2)),
            },

            // So that the minute comes while 10% is held.
            Meanwhile = [new("a new image", (truth, _) => truth.At >= NewYear.AddSeconds(50), scene => Now(() => scene.Commit(before => before with { Image = "web:good.2" })))],
            End = Released,
        },
    ];

    /// <summary>When a region's clock begins.</summary>
    private static DateTimeOffset NewYear => new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static Func<Truth, Scene, bool> Is(int weight) => (truth, _) => truth.Weight == weight && truth.Record.Since?.Weight == weight;

    private static bool IsScaled(Truth truth) => truth.S is { } stable && truth.Scaling[stable] is { Policies: 1 };

    private static string Between(int min, int max) => $"min: {min}, max: {max}";

    private static Happening At(int weight, string what, Func<Scene, Task> act) => new(what, (truth, _) => truth.Weight == weight, act);

    private static Happening Moves(string what, Func<Truth, Scene, bool> when, Func<Truth, Colour> whom, int count) => new(what, when, scene => scene.ScaleAsync(whom, count));

    private static Task Now(Action act)
    {
        act();
        return Task.CompletedTask;
    }
}
