using System.Collections.Immutable;
using CsCheck;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;
using static Publican.Tests.Rollouts.Draw;
using static Publican.Tests.Rollouts.DrawRecords;
using static Publican.Tests.Rollouts.DrawTargets;

namespace Publican.Tests.Rollouts;

/// <summary>What reads may show of services, rules and details, one by one.</summary>
internal static class DrawFacts
{
    public static readonly Gen<OneOffTask> Jobs = Gen.Select(Gen.OneOf("RUNNING", "STOPPED"), Gen.Int[0, 60], Gen.OneOf<int?>(0, 1, 137, null),
        (status, age, exit) => new OneOffTask("arn:task/1", status, Now - TimeSpan.FromSeconds(age), exit, "stopped"));

    public static Gen<Pair<EcsService?>> Services() =>
        from record in Records
        from blue in Service(Colour.Blue).Null(0.1)
        from green in Service(Colour.Green).Null(0.2)
        select new Pair<EcsService?>(blue is null ? null : blue with { Tags = record.ChangesFrom(ReleaseRecord.Empty) }, green);

    private static Gen<EcsService> Service(Colour colour) =>
        from revision in Revisions.Null(0.1)
        from desired in Gen.Int[0, 4]
        from missing in Gen.Frequency((5, 0), (1, 1), (1, -1))
        from state in Gen.Frequency((6, "COMPLETED"), (2, "IN_PROGRESS"), (1, "FAILED"))
        from age in Gen.Int[0, 120]
        from odd in Gen.Frequency((12, false), (1, true)).Array[3]
        select Sample.Service(colour, revision ?? "strange", desired, Math.Max(0, desired - missing), state: state, createdAt: Now - TimeSpan.FromSeconds(age)) with
        {
            Revision = revision,
            Ours = !odd[0],
            Status = odd[1] ? "DRAINING" : "ACTIVE",
            TargetGroupArn = odd[2] ? null : Sample.Group(colour),
        };

    /// <summary>Mostly one production rule; sometimes none, or a second one that nobody desires any more or that has another weight.</summary>
    public static Gen<ServiceRules> Rules() =>
        from green in Weights
        from other in Weights
        from odd in Gen.Frequency((8, 0), (1, 1), (1, 2), (1, 3))
        from count in Gen.Frequency((1, 0), (6, 1), (1, 2))
        from preview in Gen.OneOf<Colour?>(Colour.Blue, Colour.Green, null)
        let rule = Sample.Production(100 - green)
        let first = odd switch
        {
            1 => rule with { Weights = rule.Weights.Add("arn:tg/stranger", 5) },
            2 => rule with { Weights = rule.Weights.Remove(Sample.Green) },
            3 => rule with { Weights = rule.Weights.SetItem(Sample.Blue, 1) },
            _ => rule,
        }
        let second = Sample.Production(100 - other) with { Arn = "arn:rule/second", Priority = 25101 }
        select new ServiceRules([.. new[] { first, second }.Take(count)], preview is { } to ? [Sample.PreviewTo(to)] : []);

    public static Gen<ServiceObservation> Details(Target target) =>
        from groups in Gen.Frequency((6, 0), (1, 1), (1, 2)).Array[2]
        from blue in Gen.Int[0, 4]
        from green in Gen.Int[0, 4]
        from definition in Gen.OneOf<string?>("ok", "failed=before-job", "-", null)
        from job in Jobs.Null(0.4)
        from ready in Gen.Frequency((6, true), (1, false))
        from unread in Gen.Frequency((8, false), (1, true)).Array[4]
        select new ServiceObservation
        {
            Preflight = Read(ready ? Sample.Preflight : Sample.Preflight with { LogGroup = Answer<bool>.Of(false) }, unread[3]),
            TargetGroups = Read(new Pair<TargetGroup?>(Group(Colour.Blue, groups[0], target), Group(Colour.Green, groups[1], target)), unread[0]),
            Health = Read(new Pair<GroupHealth>(Sample.Healthy(blue), Sample.Healthy(green))),
            Definition = Read<TaskDefinition?>(definition is null ? null : new TaskDefinition($"arn:definition/{target.Revision}", target.Revision, JobResult.Parse(definition)), unread[1]),
            BeforeJob = Read<OneOffTask?>(job, unread[2]),
        };

    private static TargetGroup? Group(Colour colour, int kind, Target target) => kind switch
    {
        0 => Sample.TargetGroup(colour, target.GroupSettings),
        1 => null,
        _ => Sample.TargetGroup(colour, target.GroupSettings with { Path = "/other" }),
    };
}
