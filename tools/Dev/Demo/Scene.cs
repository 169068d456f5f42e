using System.Text.Json.Nodes;
using Amazon.ElasticLoadBalancingV2.Model;
using Publican.Dev.Load;
using Publican.Stack;

namespace Publican.Dev.Demo;

/// <summary>What every scenario can use: the stack, the load, the timeline, and questions about them.</summary>
internal sealed class Scene(LocalStack stack, LoadGenerator load, Timeline timeline, DemoOptions options)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public LocalStack Stack => stack;

    public LoadGenerator Load => load;

    public Timeline Timeline => timeline;

    public DemoOptions Options => options;

    /// <summary>Mutating calls that one good release took; known after the first.</summary>
    public int CallsOfARelease { get; set; }

    public async Task CommitAsync(string tag)
    {
        var commit = await stack.Desired.SetImageAsync(tag);
        timeline.Say($"git push: image beer-api:{tag} ({commit[..8]})");
    }

    public Task<JsonNode> UntilAsync(string what, Func<JsonNode, bool> fact) => stack.StatusWhenAsync(what, fact, Patience);

    /// <summary>Commits an image and waits until it is stable and the other colour is gone.</summary>
    public async Task ReleaseAsync(string tag)
    {
        await CommitAsync(tag);
        await UntilReleasedAsync(tag);
    }

    public Task<JsonNode> UntilReleasedAsync(string tag) => UntilAsync($"{tag} is released", status =>
        (string?)status["outcome"] == "Released" && (string?)status["stable"]?["image"] == $"beer-api:{tag}" && (string?)status["phase"] == "Steady" && status["candidate"] is null);

    public Task<JsonNode> UntilTakenBackAsync(string tag) => UntilAsync($"{tag} is taken back", status =>
        (string?)status["outcome"] == "RolledBack" && (string?)status["phase"] == "RolledBack" && status["evidence"] is not null
        && (string?)status["stable"]?["image"] != $"beer-api:{tag}" && (int?)status["stable"]?["weight"] == 100);

    public async Task<Amazon.ElasticLoadBalancingV2.Model.Rule> ProductionRuleAsync()
    {
        var hands = stack.Hands;
        var balancers = await hands.LoadBalancing.DescribeLoadBalancersAsync(new DescribeLoadBalancersRequest());
        var listeners = await hands.LoadBalancing.DescribeListenersAsync(new DescribeListenersRequest { LoadBalancerArn = balancers.LoadBalancers[0].LoadBalancerArn });
        var rules = await hands.LoadBalancing.DescribeRulesAsync(new DescribeRulesRequest { ListenerArn = listeners.Listeners[0].ListenerArn });
        return rules.Rules.Single(rule => rule.Priority == "25100");
    }

    /// <summary>Target group of the side that is not stable now.</summary>
    public async Task<string> CandidateGroupAsync()
    {
        var stable = (string?)(await stack.StatusAsync())!["stable"]!["colour"];
        var rule = await ProductionRuleAsync();
        return rule.Actions[0].ForwardConfig.TargetGroups.Select(group => group.TargetGroupArn).Single(arn => !arn.Contains($"-{stable}-", StringComparison.Ordinal));
    }

    /// <summary>A person changes the candidate's weight, the rest going to stable.</summary>
    public async Task MoveByHandAsync(string candidateGroup, int weight)
    {
        var rule = await ProductionRuleAsync();
        foreach (var group in rule.Actions[0].ForwardConfig.TargetGroups)
            group.Weight = group.TargetGroupArn == candidateGroup ? weight : 100 - weight;
        rule.Actions[0].TargetGroupArn = null;
        await stack.Hands.LoadBalancing.ModifyRuleAsync(new ModifyRuleRequest { RuleArn = rule.RuleArn, Actions = rule.Actions });
        timeline.Say($"by hand: the candidate gets {weight}%");
    }

    /// <summary>Calls of the reconciler since a moment.</summary>
    public async Task<IReadOnlyList<JsonNode>> ReconcilerCallsAsync(DateTimeOffset since) =>
        [.. (await stack.Cloud.CallsAsync()).Where(call => (string?)call["caller"] == ReconcilerProcess.AccessKey && (DateTimeOffset)call["start"]! >= since)];
}
