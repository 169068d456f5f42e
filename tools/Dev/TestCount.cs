using System.Globalization;
using System.Xml.Linq;

namespace Publican.Dev;

/// <summary>What test programs reported.</summary>
internal sealed record TestCount(int Passed, int Failed, int Skipped)
{
    public static TestCount OneFailure { get; } = new(0, 1, 0);

    public int All => Passed + Failed + Skipped;

    public static TestCount operator +(TestCount left, TestCount right) =>
        new(left.Passed + right.Passed, left.Failed + right.Failed, left.Skipped + right.Skipped);

    /// <param name="report">xunit's own XML. An error outside a test, such as in a fixture's clean-up, counts as a failure.</param>
    /// <param name="mayBeEmpty">Without a filter, a program that ran nothing has failed.</param>
    public static TestCount Read(XDocument report, int exitCode, bool mayBeEmpty)
    {
        var assemblies = report.Descendants("assembly").ToList();
        var count = new TestCount(Sum("passed"), Sum("failed") + Sum("errors"), Sum("skipped"));
        var isSilentFailure = (count.All == 0 && !mayBeEmpty) || (exitCode != 0 && count.Failed == 0 && count.All > 0);
        return isSilentFailure ? count + OneFailure : count;

        int Sum(string attribute) => assemblies.Sum(assembly => int.Parse(assembly.Attribute(attribute)?.Value ?? "0", CultureInfo.InvariantCulture));
    }

    public override string ToString() => $"{Passed} passed, {Failed} failed{(Skipped > 0 ? $", {Skipped} skipped" : "")}";
}
