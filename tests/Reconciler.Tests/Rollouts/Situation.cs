using System.Collections.Immutable;
using CsCheck;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;
using static Publican.Tests.Rollouts.Draw;
using static Publican.Tests.Rollouts.DrawFacts;
using static Publican.Tests.Rollouts.DrawReadings;
using static Publican.Tests.Rollouts.DrawRecords;
using static Publican.Tests.Rollouts.DrawTargets;

namespace Publican.Tests.Rollouts;

/// <summary>Anything that the machine could be asked about, likely or not: each fact is drawn by itself.</summary>
internal sealed record Situation(Target Target, ServiceObservation Seen, ProcessMemory Memory)
{
    private static readonly Gen<Situation> Wild =
        from target in Targets
        from services in Services()
        from rules in Rules()
        from details in Details(target)
        from checks in Readings
        from intents in Wishes
        from memory in Memories
        from standing in Gen.Frequency((6, Standing.Alone), (1, Standing.Unrenewed), (1, Standing.CutOff), (1, Standing.Observes))
        from unread in Gen.Frequency((12, false), (1, true)).Array[4]
        select new Situation(target, details with
        {
            Services = Read(services, unread[0]),
            Rules = Read(rules, unread[1]),
            Intents = Read(new Intents([.. intents], []), unread[2]),
            Health = unread[3] ? Fact<Pair<GroupHealth>>.Failed("away", Now) : details.Health,
            Checks = checks,
            Leadership = Leadership.Alone with { Standing = standing },
        }, memory);

    /// <summary>Rollouts as they go, at any point.</summary>
    private static readonly Gen<Situation> Tame =
        from weight in Gen.Frequency((3, 0), (3, 10), (3, 50), (3, 100))
        from state in Gen.Int[0, 6]
        from seconds in Gen.Int[0, 90]
        from here in Gen.Bool
        select Of(weight == 0 ? state switch
        {
            0 => new Scene(),
            1 => new Scene { Desired = "h1:new", Preview = true },
            2 => Scene.Prepared with { Intents = seconds > 75 ? Sample.Wish(Verb.Abort, "h1:new") : Intents.None },
            3 => Scene.Prepared with { Record = Scene.Released with { Attempt = Scene.Armed }, Memory = Scene.Prepared.Memory with { Armed = here ? Scene.Armed.ToString() : null } },
            4 => new Scene { Green = ("h1:new", 2, 2), Record = Scene.Released with { RetireAt = Sample.Now + TimeSpan.FromSeconds(seconds - 30) } },
            5 => Scene.Prepared with { Record = Scene.Released.WithBad("h1:new", Codes.Latency), Preview = here, Intents = seconds > 60 ? Sample.Wish(Verb.Retry, "h1:new") : Intents.None },
            _ => new Scene { Desired = "h1:new", Record = ReleaseRecord.Empty, Blue = here ? ("h1:new", 2, 2) : null, GreenWeight = here && seconds > 45 ? 0 : null, Preview = true },
        } : Scene.At(weight, seconds));

    /// <summary>Half of them wild; the others a rollout in which a few facts were swapped for wild ones.</summary>
    public static Gen<Situation> Any { get; } =
        from wild in Wild
        from tame in Tame
        from swapped in Gen.Frequency((8, false), (1, true)).Array[12]
        from isWild in Gen.Frequency((1, true), (3, false))
        select isWild ? wild : tame.Swap(wild, swapped);

    private static Situation Of(Scene scene)
    {
        var target = Sample.Target(scene.Desired, scene.Spec);
        return new Situation(target, scene.Observe(target), scene.Memory);
    }

    private Situation Swap(Situation other, bool[] swapped)
    {
        var (services, rules) = (Seen.Services.Value!, Seen.Rules.Value!);
        return new Situation(
            new Target
            {
                Spec = swapped[0] ? other.Target.Spec : Target.Spec, Environment = Target.Environment, Outputs = Target.Outputs, Secrets = Target.Secrets,
                Names = Target.Names, Commit = Target.Commit, Revision = swapped[1] ? other.Target.Revision : Target.Revision, SpecHash = Target.SpecHash,
            },
            Seen with
            {
                Services = Read(new Pair<EcsService?>(
                    swapped[2] && services.Blue is not null ? services.Blue with { Tags = other.Seen.Record.ChangesFrom(ReleaseRecord.Empty) } : services.Blue,
                    swapped[3] ? other.Seen.Services.Value?.Green : services.Green)),
                Rules = Read(new ServiceRules(
                    swapped[4] ? other.Seen.Rules.Value?.Production ?? [] : rules.Production, swapped[5] ? other.Seen.Rules.Value?.Preview ?? [] : rules.Preview)),
                TargetGroups = swapped[6] ? other.Seen.TargetGroups : Seen.TargetGroups,
                Health = swapped[7] ? other.Seen.Health : Seen.Health,
                Definition = swapped[8] ? other.Seen.Definition : Seen.Definition,
                BeforeJob = swapped[8] ? other.Seen.BeforeJob : Seen.BeforeJob,
                Checks = swapped[9] ? other.Seen.Checks : Seen.Checks,
                Intents = swapped[10] ? other.Seen.Intents : Seen.Intents,
                Preflight = swapped[8] ? other.Seen.Preflight : Seen.Preflight,
            },
            swapped[11] ? other.Memory : Memory);
    }

    public Decision Decide() => RolloutMachine.Decide(Target, Seen, Remember.Seen(Memory, Seen, Target, Now), Now);

    /// <summary>Short enough to read in a failure.</summary>
    public override string ToString()
    {
        var (services, rules, health) = (Seen.Services.Value, Seen.Rules.Value, Seen.Health.Value);
        return $"""

            H {Target.Revision}, steps {string.Join(" ", Target.Rollout.Steps)}, checks {string.Join(" ", Target.Rollout.Checks)}, replicas {Target.Spec.Replicas}
            blue {Told(services?.Blue)}, green {Told(services?.Green)}
            record {string.Join("; ", Seen.Record.ChangesFrom(ReleaseRecord.Empty))}
            rules {string.Join(", ", (rules ?? ServiceRules.None).Production.Select(rule => string.Join(" ", rule.Weights)))}, previews {string.Join(", ", (rules ?? ServiceRules.None).Preview.Select(rule => string.Join(" ", rule.Weights)))}
            healthy {health?.Blue.Healthy}/{health?.Green.Healthy}, groups {Seen.TargetGroups.Value}, definition {Seen.Definition.Value}, job {Seen.BeforeJob.Value}
            http {string.Join(" ", Seen.Checks.Http.Select(sample => $"{sample.Path}{(sample.OfCandidate ? "" : " of stable")}{(sample.Good ? "+" : "-")}"))}
            metrics {string.Join(" ", Seen.Checks.Metrics)}, alarms {string.Join(" ", Seen.Checks.Alarms)}
            intents {string.Join(" ", Seen.Intents.Value?.All ?? [])}, {Seen.Leadership.Standing}
            memory {Memory}
            """;

        static string Told(EcsService? service) =>
            service is null ? "none" : $"{service.Revision} {service.Running}/{service.Desired} {service.Primary.State} {service.Status}{(service.Ours ? "" : " foreign")}";
    }

    public View View => new(Target, Seen, Remember.Seen(Memory, Seen, Target, Now), Now);

    public Situation With(Func<ServiceObservation, ServiceObservation> change) => this with { Seen = change(Seen) };

    public Situation WithRecord(ReleaseRecord record) => With(seen => seen with
    {
        Services = Read(seen.Services.Value!.With(Colour.Blue, seen.Services.Value.Blue! with { Tags = record.ChangesFrom(ReleaseRecord.Empty) })),
    });
}
