using System.Collections.Immutable;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Tests.Rollouts;

namespace Publican.Tests.Planning;

/// <summary>What cannot be put into a target: each with its place, and what there is instead.</summary>
public sealed class TargetResolverTests
{
    [Fact]
    public void A_listener_that_is_not_there_is_named_with_those_that_are()
    {
        var spec = Sample.Spec() with { Routes = [new RouteSpec("private", ["/*"], 1)] };

        Assert.Equal("spec.route.listener: there is no parameter /publican/local/listeners/private; known listeners: public, secure", Only(spec, Sample.Outputs));
        Assert.Equal("spec.route.listener: there is no parameter /publican/local/listeners/private; known listeners: none",
            Only(spec, Sample.Outputs with { Listeners = ImmutableSortedDictionary<string, string>.Empty }));
    }

    [Fact]
    public void Listeners_of_different_load_balancers_are_refused()
    {
        var elsewhere = Sample.Outputs with { Listeners = Sample.Outputs.Listeners.SetItem("secure", "arn:aws:elasticloadbalancing:eu-west-1:0:listener/app/private/9/3") };
        var spec = Sample.Spec() with { Routes = [new RouteSpec("public", ["/*"], 1), new RouteSpec("secure", ["/*"], 1)] };

        Assert.Equal("spec.routes: a target group belongs to one load balancer, but the listeners public and secure belong to different ones; name listeners of one", Only(spec, elsewhere));
        Assert.Empty(Resolve(spec, Sample.Outputs).Missing);
    }

    [Fact]
    public void A_worker_takes_as_many_subnets_as_fit_a_tag_and_a_routed_service_any_number()
    {
        var many = Sample.Outputs with { Subnets = [.. Enumerable.Range(0, 40).Select(i => $"subnet-0123456789abcde{i:00}")] };

        Assert.Equal("spec.rollout.strategy: with rolling, the subnets of a revision stand in one tag of 256 characters; /publican/local/subnets names 40, which is too many", Only(RollingScene.Worker, many));
        Assert.Empty(Resolve(Sample.Spec(), many).Missing);
    }

    [Fact]
    public void A_worker_has_one_ECS_service_and_a_routed_one_has_two()
    {
        Assert.True(Resolve(RollingScene.Worker, Sample.Outputs).Target!.Names.Single);
        Assert.False(Resolve(Sample.Spec(), Sample.Outputs).Target!.Names.Single);
    }

    [Fact]
    public void A_secret_that_is_missing_is_said_with_its_place_and_stops_nothing_that_runs()
    {
        var spec = Sample.Spec() with { Secrets = ImmutableSortedDictionary<string, string>.Empty.Add("A", "/there").Add("B", "/gone").Add("C", "secretsmanager:there").Add("D", "secretsmanager:gone").Add("E", "secretsmanager:closed") };
        var managed = new Dictionary<string, ManagedSecret> { ["there"] = new("arn:there", "v1"), ["closed"] = new("arn:closed", "") { Problem = "access denied" } };
        var target = TargetResolver.Resolve(spec, Sample.Environment(), Sample.Outputs, new Dictionary<string, long> { ["/there"] = 3 }, "abc", managed).Target!;

        Assert.Equal(
            [
                "spec.secrets.B: the SSM parameter /gone does not exist in eu-west-1; create it or correct the name",
                "spec.secrets.D: the secret gone does not exist in Secrets Manager in eu-west-1, or is to be deleted; create it or correct the name",
                "spec.secrets.E: the secret closed cannot be looked at, so its version is not known: access denied",
            ],
            target.Missing.Select(finding => finding.ToString()));
        Assert.Equal(3, target.Secrets["A"].Version);
        Assert.Equal(("arn:there", "v1"), (target.Secrets["C"].Name, target.Secrets["C"].VersionId));
        Assert.Equal("", target.Secrets["D"].VersionId);
    }

    [Fact]
    public void The_role_of_the_tasks_may_be_the_services_own()
    {
        Assert.Equal("arn:role/task", Resolve(Sample.Spec(), Sample.Outputs).Target!.Outputs.TaskRole);
        var own = Sample.Spec() with { TaskDefinition = new NativeFields("""{"taskRoleArn":"arn:role/own"}""") };
        Assert.Equal("arn:role/own", Resolve(own, Sample.Outputs).Target!.Outputs.TaskRole);
    }

    [Fact]
    public void A_service_to_be_adopted_has_its_present_name() =>
        Assert.Equal("workers", Resolve(RollingScene.Worker with { Adopt = "workers" }, Sample.Outputs).Target!.Names.Adopted);

    private static string Only(ServiceSpec spec, EnvironmentOutputs outputs) => Assert.Single(Resolve(spec, outputs).Missing);

    private static Resolution Resolve(ServiceSpec spec, EnvironmentOutputs outputs) =>
        TargetResolver.Resolve(spec, Sample.Environment(), outputs, new Dictionary<string, long>(), "abc");
}
