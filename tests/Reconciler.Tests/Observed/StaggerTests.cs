using System.Globalization;
using Publican.Observed;

namespace Publican.Tests.Observed;

/// <summary>A thousand services are not looked at in the same moment, whatever they are called.</summary>
public sealed class StaggerTests
{
    private const int Parts = 20;

    [Theory]
    [InlineData("app-{0}", 1000)]
    [InlineData("app{0:000}", 1000)]
    [InlineData("svc-{0:0000}", 1000)]
    [InlineData("team-{0:00}-api", 100)]
    public void The_looks_at_services_of_like_names_are_spread_evenly(string form, int count)
    {
        var counts = Enumerable.Range(0, count).Select(number => DetailReader.Stagger(string.Format(CultureInfo.InvariantCulture, form, number))).CountBy(share => (int)(share * Parts)).ToDictionary();

        Assert.Equal(Parts, counts.Count);
        Assert.All(counts, part => Assert.InRange(part.Key, 0, Parts - 1));

        // Chi-squared of 19 degrees of freedom: once in a thousand such lists above 43.8.
        var expected = (double)count / Parts;
        Assert.InRange(counts.Values.Sum(found => (found - expected) * (found - expected) / expected), 0, 43.8);
    }
}
