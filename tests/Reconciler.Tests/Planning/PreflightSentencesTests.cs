using System.Collections.Immutable;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Tests.Rollouts;

namespace Publican.Tests.Planning;

/// <summary>A finding is read at 3 a.m.: what is wrong, where, and what to do, to the word.</summary>
public sealed class PreflightSentencesTests
{
    private const string Outputs = "/publican/local/";
    private static readonly Target Target = Sample.Target("h1:new");
    private static readonly Target OnAws = Target with { Environment = Target.Environment with { Endpoint = null } };
    private static readonly Pair<TargetGroup?> Groups = new(Sample.TargetGroup(Colour.Blue, Target.GroupSettings), Sample.TargetGroup(Colour.Green, Target.GroupSettings));
    private static readonly PreflightFacts Facts = Sample.Preflight;

    [Fact]
    public void An_image_for_another_processor() => Says(
        "spec.image: beer-api:1.1.0 was built for linux/arm64, linux/s390x, and tasks run on linux/amd64: they would end with an exec format error; build it for that platform, or set spec.architecture",
        OnAws, Facts with { Image = Facts.Image with { Platforms = ["linux/arm64", "linux/s390x"] } });

    [Fact]
    public void Roles()
    {
        Says($"{Outputs}roles/execution: the role arn:role/execution, which pulls the image and reads secrets, does not exist; create it, or correct the parameter",
            Target, Facts with { ExecutionRole = Answer<Role?>.Of(null) });
        Says($"{Outputs}roles/task: the role arn:role/task, which the tasks act with, does not exist; create it, or correct the parameter", Target, Facts with { TaskRole = Answer<Role?>.Of(null) });
        Says($"{Outputs}roles/task: the role arn:role/task could not be checked: no answer; it is asked again", Target, Facts with { TaskRole = Answer<Role?>.Failed("no answer") });

        // The emulator's roles have no ARN; a name alone is enough there.
        var named = Target with { Outputs = Target.Outputs with { TaskRole = "task" } };
        Assert.Empty(Preflight.Of(named, Facts with { TaskRole = Sample.Trusted("arn:role/path/task") }, Groups, [], []).Findings);
    }

    [Fact]
    public void A_log_group()
    {
        Says($"{Outputs}log-group: the log group /publican/local does not exist in eu-west-1: no task would start; create it, or correct the parameter", Target, Facts with { LogGroup = Answer<bool>.Of(false) });
        Says($"{Outputs}log-group: the log group /publican/local was not checked: AccessDenied", Target, Facts with { LogGroup = Answer<bool>.Failed("AccessDenied", denied: true) });
    }

    [Fact]
    public void A_target_group_of_another_protocol() => Says(
        "target group green: it speaks GRPC to its targets, and spec.protocol asks for HTTP1: ELB never changes that of a group, and rules forward to it; go back, or give the service another name",
        Target, Facts, Groups with { Green = Groups.Green! with { ProtocolVersion = "GRPC" } });

    [Fact]
    public void A_place_that_is_taken()
    {
        var rules = ImmutableArray.Create(RuleToCome.Preview(Target.Routes[0]), RuleToCome.Production(Target.Routes[0]));
        Assert.Empty(Of([new TakenPlace(Sample.Secure, 100, null, "arn:rule/1"), new TakenPlace(Sample.Listener, 101, null, "arn:rule/2")]));
        Assert.Equal(
            ["spec.route.priority: the preview rule needs place 100 of the listener public, and the rule of ale stands there; it goes on when that has moved; should it not, choose another priority",
             "spec.route.priority: the production rule needs place 25100 of the listener public, and arn:rule/2, which is no rule of this environment stands there; remove that one, or choose another priority"],
            Of([new TakenPlace(Sample.Listener, 100, "ale", "arn:rule/1"), new TakenPlace(Sample.Listener, 25100, null, "arn:rule/2")]));

        IEnumerable<string> Of(ImmutableArray<TakenPlace> taken) => Preflight.Of(Target, Facts, Groups, rules, taken).Stops.Select(finding => finding.ToString());
    }

    [Fact]
    public void A_preview_rule_on_a_test_listener_needs_its_place_there()
    {
        var route = new ResolvedRoute(new RouteSpec("public", ["/*"], 100) { TestListener = "secure" }, Sample.Listener, Sample.Secure);

        Assert.Equal(new RuleToCome(Sample.Secure, 100, "secure", IsPreview: true), RuleToCome.Preview(route));
        Assert.Equal(new RuleToCome(Sample.Listener, 25100, "public", IsPreview: false), RuleToCome.Production(route));
    }

    [Fact]
    public void A_quota_of_the_load_balancer()
    {
        var limits = ImmutableSortedDictionary<string, int>.Empty.Add(Balancer.RulesLimit, 10).Add(Balancer.GroupsLimit, 2);
        var full = new Balancer("arn:aws:elasticloadbalancing:eu-west-1:0:loadbalancer/app/public/1", [Sample.Listener], 10, [Sample.Blue, "arn:tg/else"], limits);
        var facts = Facts with { Balancers = Answer<ImmutableArray<Balancer>>.Of([full]) };

        Says("spec.route.listener: the load balancer public has 10 of 10 rules, and this rollout needs 1 more; remove some, ask AWS for a higher quota, or use a listener of another load balancer",
            Target, facts, new Pair<TargetGroup?>(Groups.Blue, Groups.Blue), [RuleToCome.Preview(Target.Routes[0])]);
        Says("spec.route.listener: the load balancer public has 2 of 2 target groups, and this service needs 1 more; AWS does not raise this quota: use a listener of another load balancer", Target, facts);
        Says("spec.route.listener: whether the load balancer has room was not checked: AccessDenied", Target, Facts with { Balancers = Answer<ImmutableArray<Balancer>>.Failed("AccessDenied", denied: true) });

        // Full, and over it: nothing more is needed, and nothing is said.
        var over = facts with { Balancers = Answer<ImmutableArray<Balancer>>.Of([full with { Rules = 11, TargetGroups = [Sample.Blue, Sample.Green, "arn:tg/else"] }]) };
        Assert.Empty(Preflight.Of(Target, over, Groups, [], []).Findings);
        Assert.Empty(Preflight.Of(Target, over, null, [], []).Findings);
    }

    [Fact]
    public void Stickiness_that_is_allowed_says_for_how_long()
    {
        var route = new RouteSpec("public", ["/*"], 100) { AllowStickiness = true };
        var found = Stickiness.Of(Sample.Target("h1:new", Sample.Spec() with { Routes = [route] }), [Sample.Production(100) with { Sticky = TimeSpan.FromHours(1) }], Groups with { Green = Groups.Green! with { Sticky = true } });

        Assert.Equal(
            ["the production rule public/100 is sticky for 1h: a rollback is not immediate. Clients that hold its cookie stay with the side they were given until 1h after their last request, whatever the weights; when that side is stopped, they get 503",
             "the target group green keeps clients with a task of theirs (stickiness.enabled): a rollback is not immediate. Clients that hold its cookie stay with the side they were given, whatever the weights; when that side is stopped, they get 503"],
            found.Select(one => one.Message));
    }

    [Fact]
    public void A_sticky_target_group_needs_every_route_to_allow_it()
    {
        var target = Sample.Target("h1:new", Sample.Spec() with { Routes = [new RouteSpec("public", ["/*"], 100) { AllowStickiness = true }, new RouteSpec("secure", ["/*"], 100)] });
        var found = Assert.Single(Stickiness.Of(target, [], Groups with { Green = Groups.Green! with { Sticky = true } }));

        Assert.Equal(("spec.routes", false), (found.Where, found.IsAllowed));
    }

    [Fact]
    public void Remarks_are_told_from_what_stops()
    {
        var found = Preflight.Of(Target, Facts with { Image = new ImageReading(ImageState.NotChecked, "not in ECR"), LogGroup = Answer<bool>.Of(false) }, Groups, [], []);

        Assert.Equal("spec.image", Assert.Single(found.Notes).Where);
        Assert.Equal($"{Outputs}log-group", Assert.Single(found.Stops).Where);
    }

    private static void Says(string sentence, Target target, PreflightFacts facts, Pair<TargetGroup?>? groups = null, ImmutableArray<RuleToCome> rules = default) =>
        Assert.Equal(sentence, Assert.Single(Preflight.Of(target, facts, groups ?? Groups, rules.IsDefault ? [] : rules, []).Findings).ToString());
}
