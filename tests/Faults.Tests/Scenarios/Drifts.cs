using Publican.Faults.Region;

namespace Publican.Faults.Scenarios;

/// <summary>What a person changes past the reconciler, at rest and in mid-rollout, is as the files say in the end; a hand on the weights of a rollout takes it back.</summary>
internal static class Drifts
{
    private static readonly Manifest Next = new("web:good.2"), NextByCanary = Next with { Steps = Manifest.Canary };

    public static IReadOnlyList<Scenario> Scenarios { get; } =
    [
        new("count by hand at rest") { Commit = Next, Meanwhile = [AtRest("ann scales it to 3", scene => scene.ScaleAsync(truth => truth.S!.Value, 3))], End = Counted },
        new("candidate's count by hand at 10")
        {
            Commit = NextByCanary, Meanwhile = [At(10, "ann scales the candidate to 3", scene => scene.ScaleAsync(truth => truth.C, 3))], End = Counted,
        },
        new("idle colour by hand at rest") { Commit = Next, Meanwhile = [AtRest("ann starts the idle colour", scene => scene.ScaleAsync(truth => truth.C, 1))], End = Counted },
        new("weights by hand at rest") { Commit = Next, Meanwhile = [AtRest("ann moves it to 30", scene => scene.MoveAsync(30))], End = Counted },
        new("taken back by hand") { Commit = NextByCanary, Meanwhile = [At(10, "ann moves it to 0", scene => scene.MoveAsync(0))], End = TakenBack },
        new("moved up by hand") { Commit = NextByCanary, Meanwhile = [At(10, "ann moves it to 30", scene => scene.MoveAsync(30))], End = TakenBack },
        new("route by hand at rest") { Commit = Next, Meanwhile = [AtRest("ann narrows the path", scene => scene.RerouteAsync("/beers/*"))], End = Routed },
        new("route by hand at 10") { Commit = NextByCanary, Meanwhile = [At(10, "ann narrows the path", scene => scene.RerouteAsync("/beers/*"))], End = Routed },
    ];

    private static Ending Counted => new("Steady", "web:good.2") { And = truth => truth.Stable!.Desired == 2 };

    private static Ending TakenBack => new("RolledBack", "web:good.1", "hand");

    private static Ending Routed => new("Steady", "web:good.2") { And = truth => truth.Paths is ["/*"] };

    private static Happening AtRest(string what, Func<Scene, Task> act) =>
        new(what, (truth, _) => truth.Stable is { Image: "web:good.2", Revision: { } revision } && !truth.Unjudged.Contains(revision) && truth is { Record.Attempt: null, Preview: null, Candidate: { Desired: 0, Running: 0 } }, act);

    private static Happening At(int weight, string what, Func<Scene, Task> act) => new(what, (truth, _) => truth.Weight == weight && truth.Record.Since?.Weight == weight, act);
}
