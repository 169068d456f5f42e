using Publican.Planning;
using Publican.Rollouts;
using Publican.Tests.Desired;

namespace Publican.Tests.Rollouts;

/// <summary>A folder of situations, by phase: together they are a table of docs/rollouts.md.</summary>
/// <param name="mark">What the comments before and after the table in the documentation call it.</param>
internal sealed class StateTable(string folder, string mark, bool rolling, IReadOnlyList<Func<View, Decision?>> rows)
{
    public static StateTable Canary { get; } = new("Cases", "state table", rolling: false, RolloutMachine.Rows);

    public static StateTable Rolling { get; } = new("RollingCases", "state table of rolling", rolling: true, RollingMachine.Rows);

    public string Folder { get; } = RepositoryFiles.PathOf("tests", "Reconciler.Tests", "Rollouts", folder);

    public string Begin => $"<!-- The {mark} is written by CaseTests: UPDATE_CASES=1 ./dev test CaseTests -->\n";

    public string End => $"<!-- end of the {mark} -->\n";

    public IEnumerable<string> Rows => rows.Select(row => row.Method.Name);

    public IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "case.yaml", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Folder, Path.GetDirectoryName(path)!).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    public CaseFile Read(string name) => CaseFile.Read(Path.Combine(Folder, name, "case.yaml"), rolling);

    public IReadOnlyList<Decision> Decisions => [.. Names.Select(name => CaseOutcome.Of(Read(name)).Decision)];

    public string RowOf(string name)
    {
        var file = Read(name);
        var view = new View(file.Target, file.Seen, Remember.Seen(file.Memory, file.Seen, file.Target, Sample.Now), Sample.Now);
        return rows.First(row => row(view) is not null).Method.Name;
    }

    /// <summary>The page with this table as the cases say it.</summary>
    public string WrittenInto(string page)
    {
        var table = "| phase | seen | action | next phase | wait | case |\n| --- | --- | --- | --- | --- | --- |\n" + string.Concat(
            from name in Names
            let file = Read(name)
            let outcome = CaseOutcome.Of(file)
            orderby outcome.Decision.Phase
            select $"| {outcome.Decision.Phase} | {file.Story} | {outcome.ShortAction}{(outcome.Decision.Alarm is { } alarm ? $"; alarm `{alarm.Reason}`" : "")} | {outcome.Then} | {outcome.LookAgain} | `{name.Split('/')[1]}` |\n");
        return page[..(page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)] + table + page[page.IndexOf(End, StringComparison.Ordinal)..];
    }
}
