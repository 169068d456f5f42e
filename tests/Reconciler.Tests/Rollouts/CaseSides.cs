using System.Collections.Immutable;
using System.Globalization;
using Publican.Observed;
using Publican.Planning;
using YamlDotNet.RepresentationModel;

namespace Publican.Tests.Rollouts;

/// <summary>What a case says about the two colours and the rules before them.</summary>
internal static class CaseSides
{
    public static EcsService? Service(Colour colour, YamlNode? node, ImmutableSortedDictionary<string, string> tags)
    {
        if (CasePart.IsNone(node))
            return null;
        var part = new CasePart(colour.Word(), node);
        var tasks = (part.Text("tasks") ?? "2/2").Split('/').Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        var revision = part.Text("runs");
        var service = Sample.Service(
            colour, revision ?? "strange", tasks[1], tasks[0], state: part.Text("deployment") ?? "COMPLETED", createdAt: Sample.Now - (part.Duration("for") ?? TimeSpan.FromSeconds(30)));
        var owner = part.Text("of environment");
        service = service with
        {
            Tags = owner is not null ? tags.SetItem(OwnerTags.Environment, owner) : part.Text("tagged") is { } other ? tags.Add(OwnerTags.Service, "beer-api").Add(OwnerTags.Colour, other) : tags,
            Revision = revision,
            Verdict = part.Text("verdict") switch { null => service.Verdict, "none" => null, var tag => RevisionVerdict.Parse(tag) },
            Settings = part.Text("setting")?.Split('=', 2) is [var member, var json] ? service.Settings.Add(member, json) : service.Settings,
            Ours = !(part.Flag("foreign") || owner is not null),
            Status = part.Text("status") ?? "ACTIVE",
            Pending = part.Number("pending") ?? 0,
            Deployments = part.Number("deployments") ?? 1,
            TakenBackAt = part.Duration("taken back") is { } ago ? Sample.Now - ago : null,
            TargetGroupArn = part.Flag("without group") ? null : service.TargetGroupArn,
            Primary = service.Primary with { StateReason = part.Text("reason"), FailedTasks = part.Number("failed") ?? 0 },
        };
        _ = (part.Node("healthy"), part.Node("trouble"));
        part.End();
        return service;
    }

    /// <summary>The one ECS service of strategy rolling.</summary>
    public static EcsService? Worker(YamlNode? node, ImmutableSortedDictionary<string, string> tags) =>
        Service(Colour.Blue, node, tags) is { } service ? service with { Name = "beer-api", TargetGroupArn = null } : null;

    public static GroupHealth Health(YamlNode? node)
    {
        if (CasePart.IsNone(node))
            return GroupHealth.None;
        var part = new CasePart("health", node);
        var running = int.Parse((part.Text("tasks") ?? "2/2").Split('/')[0], CultureInfo.InvariantCulture);
        return Sample.Healthy(part.Number("healthy") ?? running) with { Trouble = part.Text("trouble") is { } trouble ? [trouble] : [] };
    }

    /// <summary><c>90/10</c> is blue's and green's share; a mapping says more; a list has a rule for each.</summary>
    public static IEnumerable<Rule> Production(YamlNode? node) => node switch
    {
        YamlScalarNode { Value: "none" } => [],
        YamlSequenceNode list => list.Children.Select(OneProduction),
        _ => [OneProduction(node)],
    };

    public static IEnumerable<Rule> Preview(YamlNode? node) => node switch
    {
        null or YamlScalarNode { Value: "none" } => [],
        YamlSequenceNode list => list.Children.Select(OnePreview),
        _ => [OnePreview(node)],
    };

    /// <summary>A rule of another service on the usual listener; a stranger's, where it says no <c>by</c>.</summary>
    public static TakenPlace Taken(CasePart part)
    {
        var place = new TakenPlace(Sample.Listener, part.Number("priority")!.Value, part.Text("by"), "arn:rule/other");
        part.End();
        return place;
    }

    private static Rule OneProduction(YamlNode? node)
    {
        var part = node is YamlMappingNode ? new CasePart("rule", node) : new CasePart("rule", null);
        var weights = (node is YamlScalarNode share ? share.Value! : part.Text("weights") ?? "100/0").Split('/').Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        var rule = Sample.Traffic(Sample.Rule, part.Number("priority") ?? 25100, weights[0], weights[1], Rule.OfProduction, part.Text("revision") ?? "h1:old");
        rule = At(rule, part) with { Paths = [part.Text("path") ?? "/*"], Hosts = [.. part.Texts("hosts")], Sticky = part.Duration("sticky") };
        if (part.Number("stranger") is { } stranger)
            rule = rule with { Weights = rule.Weights.Add("arn:tg/stranger", stranger) };
        if (part.Text("lacks") is { } lacks)
            rule = rule with { Weights = rule.Weights.Remove(Sample.Group(Colours.Parse(lacks)!.Value)) };
        part.End();
        return rule;
    }

    private static Rule OnePreview(YamlNode node)
    {
        var part = node is YamlMappingNode ? new CasePart("preview", node) : new CasePart("preview", null);
        var to = Colours.Parse(node is YamlScalarNode scalar ? scalar.Value : part.Text("to"))!.Value;
        var rule = Sample.PreviewTo(to);
        rule = rule with { Priority = part.Number("priority") ?? rule.Priority };
        rule = At(rule, part) with { Paths = [part.Text("path") ?? "/*"], Hosts = [.. part.Texts("hosts")] };
        part.End();
        return rule;
    }

    /// <summary>On the listener it names; a rule's ARN tells where it stands, but for the usual one.</summary>
    private static Rule At(Rule rule, CasePart part) => part.Text("listener") is { } listener
        ? rule with { ListenerArn = Sample.Outputs.Listeners[listener], Arn = $"{rule.Arn}/{listener}/{rule.Priority}" }
        : rule;

    /// <summary><c>2-10</c> with the usual policy; <c>frozen</c>, <c>suspended</c> by hand, <c>without policy</c>, or a processor share to keep, as in <c>2-10 at 70</c>.</summary>
    public static ScalableTarget? Scaling(string? said)
    {
        if (said is null)
            return null;
        var words = said.Split(' ');
        var range = words[0].Split('-').Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        var share = words.Contains("at") ? int.Parse(words[^1], CultureInfo.InvariantCulture) : 60;
        return new ScalableTarget(range[0], range[1], words.Contains("frozen"), words.Contains("suspended"))
        {
            Policy = words.Contains("without") ? null : new ScalingPolicy("ECSServiceAverageCPUUtilization", share, null),
        };
    }

    public static TargetGroup? Group(Colour colour, string? said, Target target) => said switch
    {
        null => Sample.TargetGroup(colour, target.GroupSettings),
        "none" => null,
        "foreign" => Sample.TargetGroup(colour, target.GroupSettings) with { Ours = false },
        "other delay" => Sample.TargetGroup(colour, target.GroupSettings with { DeregistrationDelay = TimeSpan.FromMinutes(5) }),
        "other settings" => Sample.TargetGroup(colour, target.GroupSettings with { Path = "/other" }),
        _ => throw new InvalidOperationException($"a group is none, foreign or has other settings, not {said}"),
    };
}
