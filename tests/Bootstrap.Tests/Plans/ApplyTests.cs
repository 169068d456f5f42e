using Publican.Bootstrap.Terraform;
using Publican.Stack;

namespace Publican.Bootstrap.Plans;

/// <summary>Terraform itself takes it: form, types, references, and everything it would make.</summary>
public sealed class ApplyTests
{
    public static TheoryData<string> Files => [.. Plan.Files];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_environment_can_be_applied(string file)
    {
        Offline.Require();
        var (code, output, error) = Offline.Run(["apply", ".", $"-var-file={file}", .. Plan.Variables()]);

        Assert.True(code == 0, error);
        Assert.Contains("0 changed, 0 destroyed", output, StringComparison.Ordinal);
        Assert.DoesNotContain("warning", error, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>operations.md, before staging is destroyed: what production uses of it has these addresses in staging, and the same in a production that makes them itself.</summary>
    [Fact]
    public void What_is_handed_over_before_staging_goes_has_the_addresses_that_the_guide_types()
    {
        var guide = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));
        string[] given = ["module.registry[0].aws_ecr_repository.this[\"beer-api\"]", "module.registry[0].aws_ecr_repository.this[\"publican\"]", "module.identity.aws_iam_openid_connect_provider.github[0]"];
        Assert.Contains("for name in beer-api publican; do", guide, StringComparison.Ordinal);
        Assert.All(["module.registry[0].aws_ecr_repository.this[\\\"$name\\\"]", given[^1]], address => Assert.Contains(address, guide, StringComparison.Ordinal));

        var heir = Plan.Of("environments/production.tfvars", "registry={create=true}", """github={repository="example/publican",create_provider=true}""");
        foreach (var plan in new[] { Plan.Of("environments/staging.tfvars"), heir })
        {
            Assert.Equal(given.Order(StringComparer.Ordinal), plan.Resources.Where(resource => resource.Type is "aws_ecr_repository" or "aws_iam_openid_connect_provider").Select(resource => resource.Address).Order(StringComparer.Ordinal));
        }
    }

    /// <summary>Repositories must be there before an image can be pushed.</summary>
    [Fact]
    public void The_first_apply_needs_no_image()
    {
        Offline.Require();
        var (code, output, error) = Offline.Run("plan", ".", "-var-file=environments/staging.tfvars");

        Assert.True(code == 0, error);
        Assert.Contains("aws_ecr_repository", output, StringComparison.Ordinal);
        Assert.DoesNotContain("module.reconciler", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_bucket_of_the_state_is_valid()
    {
        Offline.Require();
        var (code, output, error) = Offline.Run("plan", "state-bucket", "-var=region=eu-west-1");

        Assert.True(code == 0, error);
        Assert.Contains("aws_s3_bucket_versioning.state", output, StringComparison.Ordinal);
    }

    /// <summary>What each variable takes, and what it says when it is given something else: terraform's own tests.</summary>
    [Fact]
    public void Terraforms_own_tests_pass()
    {
        Offline.Require();
        var (code, output, error) = Offline.Run("test", ".");

        Assert.True(code == 0, output + error);
        Assert.Contains("Success!", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_are_formatted_as_terraform_formats_them()
    {
        Offline.Require();
        var (code, output, error) = Offline.Terraform("fmt", "-check", "-recursive");

        Assert.True(code == 0, $"terraform fmt -recursive would change {output}{error}");
    }
}
