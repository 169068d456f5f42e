using System.Collections.Immutable;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Tests.Rollouts;

namespace Publican.Tests.Planning;

/// <summary>Each thing that a new revision needs, one at a time; and all of them at once.</summary>
public sealed class PreflightTests
{
    private static readonly Target Target = Sample.Target("h1:new");
    private static readonly Target OnAws = Target with { Environment = Target.Environment with { Endpoint = null } };
    private static readonly GroupSettings Settings = Target.GroupSettings;
    private static readonly Pair<TargetGroup?> Groups = new(Sample.TargetGroup(Colour.Blue, Settings), Sample.TargetGroup(Colour.Green, Settings));

    [Fact]
    public void Nothing_is_found_where_all_is_there() => Assert.Empty(Of(Sample.Preflight));

    [Fact]
    public void An_image_that_does_not_exist_stops_and_one_that_nobody_can_ask_for_is_a_remark()
    {
        Assert.True(Only(Sample.Preflight with { Image = new(ImageState.Missing, "there is no image 9.9 in the repository beer-api") }, "spec.image", "no image 9.9").Stops);
        Assert.True(Only(Sample.Preflight with { Image = new(ImageState.Failed, "ECR could not be asked") }, "spec.image", "could not be asked").Stops);
        Assert.False(Only(Sample.Preflight with { Image = new(ImageState.NotChecked, "is in no registry of ECR") }, "spec.image", "no registry").Stops);
    }

    [Theory]
    [InlineData(null, "linux/arm64", true)]
    [InlineData(null, "linux/amd64", false)]
    [InlineData("x86_64", "linux/arm64", true)]
    [InlineData("arm64", "linux/amd64", true)]
    [InlineData("arm64", "linux/arm64 linux/amd64", false)]
    [InlineData("arm64", "", false)]
    public void An_image_for_another_processor_stops(string? architecture, string platforms, bool stops)
    {
        var target = OnAws with { Spec = OnAws.Spec with { Architecture = architecture } };
        var facts = Sample.Preflight with { Image = Sample.Preflight.Image with { Platforms = [.. platforms.Split(' ', StringSplitOptions.RemoveEmptyEntries)] } };

        var findings = Preflight.Of(target, facts, Groups, [], []).Findings;

        Assert.Equal(stops, findings.Any(finding => finding.Stops && finding.Message.Contains("exec format error", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_machine_of_ones_own_is_not_asked_for_its_processor() =>
        Assert.Empty(Of(Sample.Preflight with { Image = Sample.Preflight.Image with { Platforms = ["linux/arm64"] } }));

    [Fact]
    public void A_platform_that_could_not_be_found_out_is_a_remark() =>
        Assert.False(Only(Sample.Preflight with { Image = Sample.Preflight.Image with { Platforms = [], PlatformsNote = "was not checked" } }, "spec.image", "was not checked").Stops);

    [Fact]
    public void Roles_must_exist_under_their_whole_name_and_trust_tasks()
    {
        Only(Sample.Preflight with { ExecutionRole = Answer<Role?>.Of(null) }, "/publican/local/roles/execution", "does not exist");
        Only(Sample.Preflight with { TaskRole = Answer<Role?>.Of(null) }, "/publican/local/roles/task", "does not exist");
        Only(Sample.Preflight with { TaskRole = Answer<Role?>.Of(new Role("arn:role/task", "{}")) }, "/publican/local/roles/task", "does not trust ecs-tasks.amazonaws.com");
        Only(Sample.Preflight with { TaskRole = Sample.Trusted("arn:role/path/task") }, "/publican/local/roles/task", "there is arn:role/path/task");
    }

    [Fact]
    public void What_we_may_not_ask_is_a_remark_and_what_did_not_answer_stops()
    {
        Assert.False(Only(Sample.Preflight with { TaskRole = Answer<Role?>.Failed("AccessDenied: no; allow iam:GetRole", denied: true) }, "/publican/local/roles/task", "not checked: AccessDenied").Stops);
        Assert.True(Only(Sample.Preflight with { TaskRole = Answer<Role?>.Failed("GetRole: ServiceFailure") }, "/publican/local/roles/task", "asked again").Stops);
        Assert.True(Only(Sample.Preflight with { LogGroup = Answer<bool>.Failed("DescribeLogGroups: no answer") }, "/publican/local/log-group", "asked again").Stops);
        Assert.False(Only(Sample.Preflight with { Balancers = Answer<ImmutableArray<Balancer>>.Failed("AccessDenied", denied: true) }, "spec.route.listener", "not checked").Stops);
    }

    [Fact]
    public void A_log_group_that_does_not_exist_stops() =>
        Assert.True(Only(Sample.Preflight with { LogGroup = Answer<bool>.Of(false) }, "/publican/local/log-group", "/publican/local does not exist").Stops);

    [Theory]
    [InlineData(null, "there is no such alarm", true)]
    [InlineData("ALARM", "is in ALARM already", true)]
    [InlineData("OK", "", false)]
    [InlineData("INSUFFICIENT_DATA", "", false)]
    public void An_alarm_must_exist_and_be_quiet(string? state, string message, bool stops)
    {
        var facts = Sample.Preflight with { Alarms = [new AlarmReading("beer-api-latency", state, "there is no such alarm", BeforeTraffic: true)] };
        if (stops)
            Assert.Contains("beer-api-latency", Only(facts, "spec.rollout.checks.alarm", message).Message, StringComparison.Ordinal);
        else
            Assert.Empty(Of(facts));
    }

    [Fact]
    public void A_target_group_under_our_name_must_fit()
    {
        Found(Groups.Blue! with { Vpc = "vpc-9" }, "belongs to vpc-9");
        Found(Groups.Blue! with { TargetType = "instance" }, "type instance");
        Found(Groups.Blue! with { Protocol = "HTTPS" }, "speaks HTTPS");
        Assert.Empty(Preflight.Of(Target, Sample.Preflight, Groups with { Blue = Groups.Blue! with { Vpc = "vpc-1", TargetType = "ip", Protocol = "HTTP" } }, [], []).Findings);

        static void Found(TargetGroup group, string says) =>
            Assert.Contains(says, Assert.Single(Preflight.Of(Target, Sample.Preflight, Groups with { Blue = group }, [], []).Stops).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Protocol.Http, null, null)]
    [InlineData(Protocol.Http, "HTTP1", null)]
    [InlineData(Protocol.Http, "GRPC", "it speaks GRPC to its targets, and spec.protocol asks for HTTP1: ELB never changes that of a group")]
    [InlineData(Protocol.Grpc, "GRPC", null)]
    [InlineData(Protocol.Grpc, "HTTP1", "it speaks HTTP1 to its targets, and spec.protocol asks for GRPC: ELB never changes that of a group")]
    public void A_changed_protocol_needs_other_target_groups_and_says_so(Protocol wanted, string? version, string? says)
    {
        var target = Target with { Spec = Target.Spec with { Protocol = wanted } };
        var found = Preflight.Of(target, Sample.Preflight, Groups with { Green = Groups.Green! with { ProtocolVersion = version } }, [], []).Stops.ToList();
        if (says is null)
            Assert.Empty(found);
        else
            Assert.StartsWith(says, Assert.Single(found, finding => finding.Where == "target group green").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Protocol.Http, "HTTP", false)]
    [InlineData(Protocol.Grpc, "HTTPS", false)]
    [InlineData(Protocol.Grpc, "HTTP", true)]
    public void A_gRPC_service_needs_HTTPS_on_each_listener_of_its_routes(Protocol wanted, string secure, bool stops)
    {
        var spec = Target.Spec with { Protocol = wanted, Routes = [new RouteSpec("secure", ["/*"], 1)] };
        var balancer = new Balancer("arn:balancer", [], 0, [], ImmutableSortedDictionary<string, int>.Empty)
        {
            // The other one is none of this service's.
            Protocols = ImmutableSortedDictionary<string, string>.Empty.Add(Sample.Listener, "HTTP").Add(Sample.Secure, secure),
        };
        var facts = Sample.Preflight with { Balancers = Answer<ImmutableArray<Balancer>>.Of([balancer]) };

        var found = Preflight.Of(Target with { Spec = spec }, facts, Groups, [], []).Stops.ToList();

        Assert.Equal(stops, found is [{ Where: "spec.protocol" } one] && one.Message.StartsWith("grpc needs an HTTPS listener, and secure speaks HTTP", StringComparison.Ordinal));
        Assert.Equal(stops ? 1 : 0, found.Count);
    }

    [Theory]
    [InlineData("HTTPS", null, true)]
    [InlineData("HTTPS", "beer.example", false)]
    [InlineData("HTTP", null, false)]
    public void An_http_check_through_HTTPS_is_told_to_name_the_host_of_the_certificate(string protocol, string? host, bool says)
    {
        var route = new RouteSpec("secure", ["/*"], 1) { Hosts = host is null ? [] : [host] };
        var balancer = new Balancer("arn:balancer", [], 0, [], ImmutableSortedDictionary<string, int>.Empty) { Protocols = ImmutableSortedDictionary<string, string>.Empty.Add(Sample.Secure, protocol) };
        var facts = Sample.Preflight with { Balancers = Answer<ImmutableArray<Balancer>>.Of([balancer]) };

        var notes = Preflight.Of(Target with { Spec = Target.Spec with { Routes = [route] } }, facts, Groups, [], []).Notes;

        Assert.Equal(says, notes.Any(note => note.Where == "spec.route.hosts"));
    }

    [Theory]
    [InlineData(99, 1, 10, false)]
    [InlineData(99, 2, 10, true)]
    [InlineData(100, 1, 10, true)]
    [InlineData(100, 0, 10, false)]
    [InlineData(0, 2, 98, false)]
    [InlineData(0, 2, 99, true)]
    public void A_quota_of_the_load_balancer_is_foreseen(int rules, int toCome, int groups, bool stops)
    {
        var limits = ImmutableSortedDictionary<string, int>.Empty.Add(Balancer.RulesLimit, 100).Add(Balancer.GroupsLimit, 100);
        var balancer = new Balancer("arn:aws:elasticloadbalancing:eu-west-1:0:loadbalancer/app/public/1", ["arn:listener"], rules, [.. Enumerable.Range(0, groups).Select(i => $"arn:{i}")], limits);
        var facts = Sample.Preflight with { Balancers = Answer<ImmutableArray<Balancer>>.Of([balancer]) };

        var found = Preflight.Of(Target, facts, new Pair<TargetGroup?>(null, null), [.. Enumerable.Repeat("arn:listener", toCome).Append("arn:other").Select((listener, place) => new RuleToCome(listener, place, "public", IsPreview: false))], []).Stops.ToList();

        Assert.Equal(stops, found is [{ Where: "spec.route.listener" } one] && one.Message.Contains("load balancer public has", StringComparison.Ordinal));
        Assert.Equal(stops, found.Count == 1);
    }

    [Fact]
    public void Everything_that_is_missing_is_named_at_once()
    {
        var spec = Sample.Spec() with { Secrets = ImmutableSortedDictionary<string, string>.Empty.Add("A", "/a").Add("B", "/b") };
        var target = TargetResolver.Resolve(spec, Sample.Environment(), Sample.Outputs, new Dictionary<string, long> { ["/a"] = 1 }, "abc").Target!;
        var facts = Sample.Preflight with
        {
            Image = new(ImageState.Missing, "there is no image"),
            ExecutionRole = Answer<Role?>.Of(null),
            TaskRole = Answer<Role?>.Of(null),
            LogGroup = Answer<bool>.Of(false),
            Alarms = [new AlarmReading("high", null, "there is no such alarm", BeforeTraffic: true)],
        };

        Assert.Equal(
            ["spec.image", "spec.secrets.B", "/publican/local/roles/execution", "/publican/local/roles/task", "/publican/local/log-group", "spec.rollout.checks.alarm"],
            Preflight.Of(target, facts, Groups, [], []).Stops.Select(finding => finding.Where));
    }

    private static ImmutableArray<Finding> Of(PreflightFacts facts) => Preflight.Of(Target, facts, Groups, [], []).Findings;

    private static Finding Only(PreflightFacts facts, string where, string says)
    {
        var finding = Assert.Single(Of(facts));
        Assert.Equal(where, finding.Where);
        Assert.Contains(says, finding.Message, StringComparison.Ordinal);
        return finding;
    }
}
