using System.Collections.Immutable;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Tests.Rollouts;

namespace Publican.Tests.Planning;

public sealed class RevisionTests
{
    private static readonly ImmutableSortedDictionary<string, SecretReference> Secrets =
        ImmutableSortedDictionary<string, SecretReference>.Empty.Add("DATABASE_URL", new SecretReference("/publican/local/beer-api/database-url", 3));

    /// <summary>If this fails, every service of every user would be redeployed by an upgrade. Use another prefix instead.</summary>
    [Fact]
    public void The_hash_of_a_revision_never_changes() => Assert.Equal("h1:a4212c02d442d8c7", Hash(Sample.Spec()));

    [Fact]
    public void What_applies_live_makes_no_new_revision()
    {
        var spec = Sample.Spec();
        var live = spec with { Replicas = 9, Routes = [new RouteSpec("public", ["/other/*"], 7)], Rollout = spec.Rollout with { Bake = TimeSpan.FromHours(1) } };
        Assert.Equal(Hash(spec), Hash(live));
    }

    [Fact]
    public void Everything_that_replaces_tasks_makes_one()
    {
        var spec = Sample.Spec();
        ServiceSpec[] changed =
        [
            spec with { Image = "beer-api:2" },
            spec with { Port = 81 },
            spec with { Cpu = 512 },
            spec with { Memory = 1024 },
            spec with { Env = spec.Env.Add("A", "b") },
            spec with { Health = spec.Health! with { Path = "/other" } },
            spec with { Protocol = Protocol.Grpc },
            spec with { Protocol = Protocol.Grpc, Health = spec.Health! with { Codes = "0" } },
            spec with { DeregistrationDelay = TimeSpan.FromSeconds(9) },
            spec with { Before = null },
        ];
        Assert.Equal(changed.Length + 1, changed.Select(Hash).Append(Hash(spec)).Distinct().Count());
        Assert.NotEqual(Hash(spec), Revision.Of(spec, Sample.Outputs, Secrets.SetItem("DATABASE_URL", new SecretReference("/publican/local/beer-api/database-url", 4))));
        Assert.NotEqual(Hash(spec), Revision.Of(spec, Sample.Outputs with { Subnets = ["subnet-9"] }, Secrets));
    }

    [Fact]
    public void The_hash_of_a_worker_never_changes() => Assert.Equal("h1:ec0643e30c6d4c33", Hash(RollingScene.Worker));

    /// <summary>What few services have: a digest, gRPC, a processor, several security groups.</summary>
    [Fact]
    public void The_hash_of_what_is_rarely_set_never_changes()
    {
        var spec = Sample.Spec() with { Image = "beer-api@sha256:1", Protocol = Protocol.Grpc, Architecture = "arm64" };
        spec = spec with { Health = spec.Health! with { Codes = "0,12" } };
        var outputs = Sample.Outputs with { SecurityGroups = ["sg-2", "sg-1"] };

        Assert.Equal("h1:6cf014d44aa04776", Revision.Of(spec, outputs, Secrets));
        Assert.Equal("h2:baeee3e4fcb8a067", Revision.WithDigest(Sample.Spec(), outputs, Secrets, "sha256:1"));
    }

    [Fact]
    public void The_order_of_subnets_and_security_groups_means_nothing()
    {
        var two = Sample.Outputs with { SecurityGroups = ["sg-1", "sg-2"] };
        Assert.Equal(Revision.Of(Sample.Spec(), two, Secrets), Revision.Of(Sample.Spec(), two with { Subnets = ["subnet-2", "subnet-1"], SecurityGroups = ["sg-2", "sg-1"] }, Secrets));
    }

    [Fact]
    public void Missing_parameters_and_listeners_are_all_named_at_once()
    {
        var spec = Sample.Spec() with
        {
            Secrets = ImmutableSortedDictionary<string, string>.Empty.Add("A", "/a").Add("B", "/b"),
            Routes = [new RouteSpec("private", ["/*"], 1)],
        };
        var resolution = TargetResolver.Resolve(spec, Sample.Environment(), Sample.Outputs, new Dictionary<string, long> { ["/a"] = 1 }, "abc");
        Assert.Null(resolution.Target);
        Assert.Equal(2, resolution.Missing.Length);
        Assert.Contains("/b", resolution.Missing[0], StringComparison.Ordinal);
        Assert.Contains("public", resolution.Missing[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_of_Secrets_Manager_is_named_by_ARN_and_key_and_its_version_is_part_of_the_revision()
    {
        var spec = Sample.Spec() with { Secrets = ImmutableSortedDictionary<string, string>.Empty.Add("A", "secretsmanager:pub/beer#key").Add("B", "secretsmanager:pub/beer").Add("C", "/c") };
        Resolution Of(string version) => TargetResolver.Resolve(
            spec, Sample.Environment(), Sample.Outputs, new Dictionary<string, long> { ["/c"] = 1 }, "abc",
            new Dictionary<string, ManagedSecret> { ["pub/beer"] = new("arn:aws:secretsmanager:eu-west-1:1:secret:pub/beer-abcdef", version) });

        var target = Of("1").Target!;

        Assert.Empty(target.Missing);
        Assert.Equal(
            ["arn:aws:secretsmanager:eu-west-1:1:secret:pub/beer-abcdef:key::", "arn:aws:secretsmanager:eu-west-1:1:secret:pub/beer-abcdef", "/c"],
            target.Secrets.Values.Select(secret => secret.Name));
        Assert.NotEqual(target.Revision, Of("2").Target!.Revision);
    }

    private static string Hash(ServiceSpec spec) => Revision.Of(spec, Sample.Outputs, Secrets);
}
