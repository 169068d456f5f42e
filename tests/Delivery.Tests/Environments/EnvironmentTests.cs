using Publican.Delivery.Support;
using Publican.Stack;

namespace Publican.Delivery.Environments;

/// <summary>The desired state of this repository, as the reconciler and the pipelines will read it.</summary>
public sealed class EnvironmentTests
{
    public static TheoryData<string> Folders => new(
        Directory.GetFiles(Path.Combine(Repository.Root, "desired-state"), "environment.yaml", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, Path.GetDirectoryName(file)!)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task An_environment_is_valid(string folder) =>
        Assert.Contains(": valid", await Command.MustAsync(Repository.Program("Reconciler", "publican"), "validate", folder), StringComparison.Ordinal);

    [Fact]
    public void There_are_the_environments_that_workflows_and_Terraform_know() =>
        Assert.Equal(["desired-state/environments/production", "desired-state/environments/staging", "desired-state/local"], Folders.Select(row => row.Data));

    /// <summary>A copied file that still names the other environment's secrets would start with the other one's database.</summary>
    [Theory]
    [InlineData("staging", "production")]
    [InlineData("production", "staging")]
    public void An_environment_names_nothing_of_the_other_one(string environment, string other) => Assert.All(
        Directory.GetFiles(Path.Combine(Repository.Root, "desired-state", "environments", environment)).SelectMany(File.ReadLines).Where(line => !line.TrimStart().StartsWith('#')),
        line => Assert.DoesNotContain(other, line, StringComparison.Ordinal));
}
