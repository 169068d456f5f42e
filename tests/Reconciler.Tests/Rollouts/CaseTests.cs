using System.Reflection;
using Publican.Planning;
using Publican.Rollouts;
using Publican.Tests.Desired;

namespace Publican.Tests.Rollouts;

/// <summary>
/// Every folder under Cases/PHASE is a situation, and what the machine makes of it. Together they are the state table of docs/rollouts.md.
/// UPDATE_CASES=1 writes expected.txt and that table anew; read the difference before it is committed.
/// </summary>
public sealed class CaseTests
{
    private static readonly string Folder = RepositoryFiles.PathOf("tests", "Reconciler.Tests", "Rollouts", "Cases");
    private static readonly string Page = RepositoryFiles.PathOf("docs", "rollouts.md");

    private const string Begin = "<!-- The state table is written by CaseTests: UPDATE_CASES=1 ./dev test CaseTests -->\n";
    private const string End = "<!-- end of the state table -->\n";

    private static bool Updates => Environment.GetEnvironmentVariable("UPDATE_CASES") == "1";

    public static TheoryData<string> Cases => [.. Names()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_situation_is_decided_as_its_case_says(string name)
    {
        var (outcome, file) = (CaseOutcome.Of(Read(name)), Path.Combine(Folder, name, "expected.txt"));
        if (Updates)
            File.WriteAllText(file, outcome.ToString());

        Assert.True(File.Exists(file), $"{name} has no expected.txt; what came out:\n{outcome}");
        Assert.Equal(File.ReadAllText(file), outcome.ToString());
        Assert.Equal(name.Split('/')[0], outcome.Decision.Phase.ToString());
    }

    [Fact]
    public void The_state_table_of_the_documentation_is_what_the_cases_say()
    {
        var table = "| phase | seen | action | next phase | wait | case |\n| --- | --- | --- | --- | --- | --- |\n" + string.Concat(
            from name in Names()
            let file = Read(name)
            let outcome = CaseOutcome.Of(file)
            orderby outcome.Decision.Phase
            select $"| {outcome.Decision.Phase} | {file.Story} | {outcome.ShortAction}{(outcome.Decision.Alarm is { } alarm ? $"; alarm `{alarm.Reason}`" : "")} | {outcome.Then} | {outcome.LookAgain} | `{name.Split('/')[1]}` |\n");
        var page = File.ReadAllText(Page);
        var written = page[..(page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)] + table + page[page.IndexOf(End, StringComparison.Ordinal)..];
        if (Updates)
            File.WriteAllText(Page, page = written);

        Assert.True(written == page, "the state table in docs/rollouts.md is not what the cases say: UPDATE_CASES=1 ./dev test CaseTests writes it");
        Assert.All(Enum.GetNames<Phase>(), phase => Assert.Contains($"\n| {phase} | ", page[..page.IndexOf(Begin, StringComparison.Ordinal)], StringComparison.Ordinal));
    }

    /// <summary>Strategy rolling has its own table: <see cref="RollingTests"/>.</summary>
    [Fact]
    public void Every_phase_and_every_row_of_the_machine_has_a_case()
    {
        var decided = Names().Select(Read).Select(file => (Row: RowOf(file), CaseOutcome.Of(file).Decision.Phase)).ToList();

        Missing("phase", Enum.GetNames<Phase>().Except([nameof(Phase.Rolling)]), decided.Select(one => one.Phase.ToString()));
        Missing("row", RolloutMachine.Rows.Select(row => row.Method.Name), decided.Select(one => one.Row));
    }

    /// <summary>A row ends in many ways; what can come out of the machine at all must come out of some case.</summary>
    [Fact]
    public void Every_action_change_code_and_alarm_has_a_case()
    {
        var decisions = Names().Select(name => CaseOutcome.Of(Read(name)).Decision).ToList();

        Missing("action", typeof(PlannedAction).GetNestedTypes().Select(type => type.Name).Except(RollingTests.Actions), decisions.Select(decision => decision.Action?.GetType().Name));
        Missing("change of the record", Enum.GetNames<RecordChange>(), decisions.Select(decision => (decision.Action as PlannedAction.WriteRecord)?.Change.ToString()));
        Missing("code", Constants(typeof(Codes)), decisions.Select(decision => decision.Failure?.Code));
        Missing("alarm", Constants(typeof(Alarms)), decisions.Select(decision => decision.Alarm?.Reason));
        Missing("one to wait for", Enum.GetNames<Awaits>(), decisions.Select(decision => decision.Awaits.ToString()));
    }

    private static void Missing(string what, IEnumerable<string> all, IEnumerable<string?> seen)
    {
        var missing = all.Except(seen).ToList();
        Assert.True(missing.Count == 0, $"no case shows this {what}: {string.Join(", ", missing)}. Add a folder below {Folder} with a case.yaml that does, then run with UPDATE_CASES=1");
    }

    private static IEnumerable<string> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);

    private static string RowOf(CaseFile file)
    {
        var view = new View(file.Target, file.Seen, Remember.Seen(file.Memory, file.Seen, file.Target, Sample.Now), Sample.Now);
        return RolloutMachine.Rows.First(row => row(view) is not null).Method.Name;
    }

    private static CaseFile Read(string name) => CaseFile.Read(Path.Combine(Folder, name, "case.yaml"));

    private static IEnumerable<string> Names() => Directory.EnumerateFiles(Folder, "case.yaml", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Folder, Path.GetDirectoryName(path)!).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);
}
