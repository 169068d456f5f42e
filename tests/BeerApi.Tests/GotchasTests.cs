using System.Text.RegularExpressions;
using BeerApi.Tests.TestKit;

namespace BeerApi.Tests;

public sealed partial class GotchasTests
{
    [Fact]
    public void Every_test_of_ours_that_the_page_names_exists()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/gotchas.md"));
        // Cells that begin with the name of a project are about tests elsewhere.
        var named = page.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Select(line => line.TrimEnd(' ', '|').Split(" | ")[^1])
            .Where(cell => cell.StartsWith('`')).SelectMany(cell => TestName().Matches(cell).Select(match => match.Groups[1].Value)).ToList();

        Assert.True(named.Count > 10);
        Assert.All(named, name =>
        {
            var parts = name.Split('.');
            var type = typeof(GotchasTests).Assembly.GetTypes().SingleOrDefault(type => type.Name == parts[0]);
            Assert.True(type is not null && (parts.Length == 1 || type.GetMethod(parts[1]) is not null), $"docs/gotchas.md names {name}, which is no test");
        });
    }

    [GeneratedRegex(@"`(\w+Tests(?:\.\w+)?)`")]
    private static partial Regex TestName();
}
