using System.Globalization;
using System.Text;

namespace Publican.Faults.Runs;

/// <summary>What many runs showed, a line a scenario.</summary>
internal sealed record Table(IReadOnlyList<Outcome> References, IReadOnlyList<Finding> Findings, TimeSpan Took)
{
    public IReadOnlyList<Finding> Bad => [.. Findings.Where(finding => finding.IsBad)];

    public override string ToString()
    {
        var text = new StringBuilder("| scenario | calls | of them writes | runs | violations | not converged |\n| --- | ---: | ---: | ---: | ---: | ---: |\n");
        foreach (var reference in References)
        {
            var runs = Findings.Where(finding => finding.Scenario == reference.Scenario).ToList();
            Line(reference.Scenario.Name, reference.Calls.Count, reference.Calls.Count(numbered => numbered.Call.Mutating), runs);
        }

        Line("all", References.Sum(reference => reference.Calls.Count), References.Sum(reference => reference.Calls.Count(numbered => numbered.Call.Mutating)), Findings);
        text.Append(CultureInfo.InvariantCulture, $"\n{Findings.Count} runs in {Took.TotalSeconds:0} s: {Findings.Count / Took.TotalMinutes:0} a minute, {Environment.CpuUsage.TotalTime.TotalMilliseconds / Math.Max(1, Findings.Count + References.Count):0} ms of processor each\n");
        return text.ToString();

        void Line(string name, int calls, int writes, IReadOnlyList<Finding> runs) => text.Append(
            CultureInfo.InvariantCulture,
            $"| {name} | {calls} | {writes} | {runs.Count} | {runs.Count(run => run.Problems.Count > 0)} | {runs.Count(run => !run.HasConverged)} |\n");
    }
}
