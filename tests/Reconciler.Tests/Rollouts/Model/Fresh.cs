using System.Collections.Immutable;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Publican.Actions;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Tests.Rollouts.Model;

/// <summary>What the guard in front of AWS would read in a world, and what it would say: a guard that refuses what is right wedges a service.</summary>
internal static class Fresh
{
    public static string? Refusal(World world, PlannedAction action, Target target, IReadOnlyDictionary<string, Kind> kinds)
    {
        var owner = new Dictionary<string, string> { [OwnerTags.Service] = target.Names.Service, [OwnerTags.Environment] = target.Names.Environment };
        var facts = new FreshFacts(Sample.Now)
        {
            Rules = [.. new[] { (Sample.Rule, world.GreenWeight), (Sample.SecondRule, world.SecondGreen) }.Where(rule => rule.Item2 is not null && Needs.Of(action).Rules.Contains(rule.Item1)).Select(rule => Rule(rule.Item1, rule.Item2!.Value))],
            Healthy = ImmutableDictionary<string, int>.Empty.Add(Sample.Blue, Healthy(Colour.Blue)).Add(Sample.Green, Healthy(Colour.Green)),
            Tags = Needs.Of(action).Owned.Append(Needs.Of(action).TaskDefinition).Append(Needs.Of(action).Task).OfType<string>().ToImmutableDictionary(
                arn => arn, IReadOnlyDictionary<string, string> (arn) => new Dictionary<string, string>(owner) { [OwnerTags.Rule] = arn is Sample.Preview or Sample.SecondPreview ? "preview" : "production" }),
            Services = new Pair<Colour>(Colour.Blue, Colour.Green).Select(colour => world.Revision[colour] is null ? null : new FreshService(
                $"arn:service/{colour.Word()}", world.Count[colour], Observe.Runs(world, colour, kinds) ? world.Count[colour] : 0, owner.Concat(colour == Colour.Blue ? world.Tags() : []).ToDictionary())),
        };
        return Invariants.Refusal(action, facts, target, Sample.Now);

        int Healthy(Colour colour) => Observe.IsHealthy(world, colour, kinds) ? world.Count[colour] : 0;
    }

    private static Amazon.ElasticLoadBalancingV2.Model.Rule Rule(string arn, int green) => new()
    {
        RuleArn = arn,
        Actions =
        [
            new Amazon.ElasticLoadBalancingV2.Model.Action
            {
                Type = ActionTypeEnum.Forward,
                ForwardConfig = new ForwardActionConfig
                {
                    TargetGroups = [new TargetGroupTuple { TargetGroupArn = Sample.Blue, Weight = 100 - green }, new TargetGroupTuple { TargetGroupArn = Sample.Green, Weight = green }],
                },
            },
        ],
    };
}
