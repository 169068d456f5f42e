using System.Reflection;
using Publican.Planning;
using Publican.Rollouts;
using Publican.Tests.CronJobs;
using Publican.Tests.Desired;

namespace Publican.Tests.Rollouts;

/// <summary>
/// Every folder under Cases/PHASE and RollingCases/PHASE is a situation, and what the machine makes of it. Together they are the state tables of
/// docs/rollouts.md. UPDATE_CASES=1 writes expected.txt and those tables anew; read the difference before it is committed.
/// </summary>
public sealed class CaseTests
{
    private static readonly string Page = RepositoryFiles.PathOf("docs", "rollouts.md");

    private static bool Updates => Environment.GetEnvironmentVariable("UPDATE_CASES") == "1";

    public static TheoryData<string> Cases => [.. StateTable.Canary.Names];

    public static TheoryData<string> RollingCases => [.. StateTable.Rolling.Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_situation_is_decided_as_its_case_says(string name) => Decide(StateTable.Canary, name);

    [Theory]
    [MemberData(nameof(RollingCases))]
    public void A_situation_of_rolling_is_decided_as_its_case_says(string name) => Decide(StateTable.Rolling, name);

    [Fact]
    public void The_state_tables_of_the_documentation_are_what_the_cases_say()
    {
        var page = File.ReadAllText(Page);
        var written = StateTable.Rolling.WrittenInto(StateTable.Canary.WrittenInto(page));
        if (Updates)
            File.WriteAllText(Page, page = written);

        Assert.True(written == page, "a state table in docs/rollouts.md is not what the cases say: UPDATE_CASES=1 ./dev test CaseTests writes it");
        Assert.All(Enum.GetNames<Phase>().Except(JobMachineTests.Phases), phase => Assert.Contains($"\n| {phase} | ", page[..page.IndexOf(StateTable.Canary.Begin, StringComparison.Ordinal)], StringComparison.Ordinal));
    }

    [Fact]
    public void Every_phase_and_every_row_of_the_machine_has_a_case()
    {
        Missing("phase", Enum.GetNames<Phase>().Except([nameof(Phase.Prune), .. JobMachineTests.Phases]), StateTable.Canary.Decisions.Concat(StateTable.Rolling.Decisions).Select(decision => decision.Phase.ToString()));
        foreach (var table in new[] { StateTable.Canary, StateTable.Rolling })
            Missing("row", table.Rows, table.Names.Select(table.RowOf));
    }

    /// <summary>A row ends in many ways; what can come out of the machine at all must come out of some case.</summary>
    [Fact]
    public void Every_action_change_code_and_alarm_has_a_case()
    {
        var (canary, rolling) = (StateTable.Canary.Decisions, StateTable.Rolling.Decisions);

        Missing("action", typeof(PlannedAction).GetNestedTypes().Select(type => type.Name).Except(RollingTests.Actions).Except(DepartureTests.Actions).Except(JobMachineTests.Actions), canary.Select(decision => decision.Action?.GetType().Name));
        Missing("action", RollingTests.Actions, rolling.Select(decision => decision.Action?.GetType().Name));
        Missing("change of the record", Enum.GetNames<RecordChange>(), canary.Select(decision => (decision.Action as PlannedAction.WriteRecord)?.Change.ToString()));
        Missing("change of the record", Enum.GetNames<RecordChange>(), rolling.Select(decision => (decision.Action as PlannedAction.WriteRecord)?.Change.ToString()));
        Missing("code", Constants(typeof(Codes)), canary.Select(decision => decision.Failure?.Code));
        Missing("alarm", Constants(typeof(Alarms)).Except(RollingTests.Warnings), canary.Select(decision => decision.Alarm?.Reason));
        Missing("alarm", RollingTests.Warnings, rolling.Select(decision => decision.Alarm?.Reason));
        Missing("one to wait for", Enum.GetNames<Awaits>(), canary.Select(decision => decision.Awaits.ToString()));
    }

    private static void Decide(StateTable table, string name)
    {
        var (outcome, file) = (CaseOutcome.Of(table.Read(name)), Path.Combine(table.Folder, name, "expected.txt"));
        if (Updates)
            File.WriteAllText(file, outcome.ToString());

        Assert.True(File.Exists(file), $"{name} has no expected.txt; what came out:\n{outcome}");
        Assert.Equal(File.ReadAllText(file), outcome.ToString());
        Assert.Equal(name.Split('/')[0], outcome.Decision.Phase.ToString());
    }

    private static void Missing(string what, IEnumerable<string> all, IEnumerable<string?> seen)
    {
        var missing = all.Except(seen).ToList();
        Assert.True(missing.Count == 0, $"no case shows this {what}: {string.Join(", ", missing)}. Add a folder below Cases or RollingCases with a case.yaml that does, then run with UPDATE_CASES=1");
    }

    private static IEnumerable<string> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);
}
