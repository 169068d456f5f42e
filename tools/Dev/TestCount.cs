using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;

namespace Publican.Dev;

/// <summary>What test programs reported.</summary>
/// <param name="Failures">One line each.</param>
internal sealed record TestCount(int Passed, int Failed, int Skipped, ImmutableArray<string> Failures)
{
    public static TestCount None { get; } = new(0, 0, 0, []);

    public int All => Passed + Failed + Skipped;

    public static TestCount operator +(TestCount left, TestCount right) =>
        new(left.Passed + right.Passed, left.Failed + right.Failed, left.Skipped + right.Skipped, [.. left.Failures, .. right.Failures]);

    public static TestCount OneFailure(string project, string how) => new(0, 1, 0, [$"{project}: {how}"]);

    /// <param name="report">xunit's own XML. An error outside a test, such as in a fixture's clean-up, counts as a failure.</param>
    /// <param name="mayBeEmpty">Without a filter, a program that ran nothing has failed.</param>
    public static TestCount Read(string project, XDocument report, int exitCode, bool mayBeEmpty)
    {
        var assemblies = report.Descendants("assembly").ToList();
        var count = new TestCount(Sum("passed"), Sum("failed") + Sum("errors"), Sum("skipped"), [.. Failures()]);
        var isSilentFailure = (count.All == 0 && !mayBeEmpty) || (exitCode != 0 && count.Failed == 0 && count.All > 0);
        return isSilentFailure ? count + OneFailure(project, $"ended with exit code {exitCode} and {count.All} tests") : count;

        IEnumerable<string> Failures() => report.Descendants()
            .Where(element => (element.Name == "test" && element.Attribute("result")?.Value == "Fail") || (element.Name == "error" && element.Attribute("type") is not null))
            .Select(element => $"{project}: {element.Attribute("name")?.Value}: {element.Descendants("message").FirstOrDefault()?.Value.Trim().Split('\n')[0]}");

        int Sum(string attribute) => assemblies.Sum(assembly => int.Parse(assembly.Attribute(attribute)?.Value ?? "0", CultureInfo.InvariantCulture));
    }

    public override string ToString() => $"{Passed} passed, {Failed} failed{(Skipped > 0 ? $", {Skipped} skipped" : "")}";
}
