using Amazon.Runtime;
using LocalCloud.Tests.Support;
using Publican.AwsSmoke;

namespace LocalCloud.Tests.Conformance;

/// <summary>The assumptions that <c>./dev aws-smoke</c> checks in a real account, checked on LocalCloud: it must do what it assumes.</summary>
public sealed class AwsSmokeTests
{
    [Fact]
    public async Task Every_assumption_holds_on_LocalCloud_and_nothing_is_left_behind()
    {
        await using var region = await TestRegion.StartAsync();
        var output = new StringWriter();

        var holds = await SmokeRun.RunAsync(
            new SmokeOptions("eu-west-1", "vpc-1", ["subnet-a", "subnet-b"], region.Endpoint.ToString()), output, new BasicAWSCredentials("smoke", "local"));

        Assert.True(holds, output.ToString());
        Assert.Empty((await region.Ecs("ListClusters", new { }))["clusterArns"]!.AsArray());
        Assert.Empty((await region.Ssm("DescribeParameters", new { }))["Parameters"]!.AsArray());
    }

    [Theory]
    [InlineData("--yes is missing", "--region r --vpc v --subnets a,b")]
    [InlineData("--region is missing", "--yes --vpc v --subnets a,b")]
    [InlineData("two of different zones", "--yes --region r --vpc v --subnets a")]
    [InlineData("'--force' is not an option", "--yes --force")]
    [InlineData("--vpc needs a value", "--yes --vpc")]
    public void Nothing_happens_without_consent_and_all_that_is_needed(string complaint, string line) =>
        Assert.Contains(complaint, Assert.Throws<FormatException>(() => SmokeOptions.Parse(line.Split(' '))).Message);
}
