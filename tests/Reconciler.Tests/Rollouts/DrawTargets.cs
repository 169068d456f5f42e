using System.Collections.Immutable;
using CsCheck;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;
using static Publican.Tests.Rollouts.Draw;

namespace Publican.Tests.Rollouts;

/// <summary>What may be desired: any steps, checks, counts.</summary>
internal static class DrawTargets
{
    private static readonly Gen<StepSpec[]> Steps =
        from weights in Gen.Frequency((3, Gen.Const(new[] { 10, 50 })), (1, Gen.Int[1, 99].HashSet[0, 4].Select(set => set.Order().ToArray())))
        from hold in Gen.Int[0, 20]
        from approve in Gen.Frequency((4, false), (1, true))
        select weights.Select(weight => new StepSpec(weight, TimeSpan.FromSeconds(hold), approve)).ToArray();

    public static readonly MetricCheckSpec[] Metrics =
    [
        new ErrorRateCheckSpec(1, TimeSpan.FromSeconds(2), 10),
        new LatencyCheckSpec("p99", TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(2), 10) { OverStable = 20, Inconclusive = Inconclusive.Wait },
    ];

    public static readonly AskedCheckSpec Webhook = new WebhookCheckSpec(new Uri("http://127.0.0.1:9"), TimeSpan.FromSeconds(1), 2, TimeSpan.FromSeconds(1), Inconclusive.Fail);

    public static readonly TaskCheckSpec SmokeTest = new(["smoke"], TimeSpan.FromSeconds(20));

    private static readonly Gen<CheckSpec[]> CheckSpecs = Gen.OneOf<CheckSpec>(
    [
        new HttpCheckSpec("/health/ready", TimeSpan.FromSeconds(1), 1), new HttpCheckSpec("/beers", TimeSpan.FromSeconds(1), 3), new AlarmCheckSpec("p99"),
        new RestartsCheckSpec(0), Webhook, SmokeTest, .. Metrics,
    ]).Array[0, 3].Select(checks => checks.Distinct().ToArray());

    public static readonly Gen<Target> Targets =
        from revision in Revisions
        from steps in Steps
        from checks in CheckSpecs
        from replicas in Gen.Int[1, 4]
        from before in Gen.Bool
        from timeout in Gen.Int[1, 90]
        from held in Gen.Int[0, 7]
        select Sample.Target(revision, Sample.Spec([.. steps], before) is var spec
            ? spec with { Replicas = replicas, Rollout = spec.Rollout with { Checks = [.. checks], Timeout = TimeSpan.FromSeconds(timeout) } }
            : spec) with
        { HeldBack = held == 0 ? "it depends on cart" : null };
}
