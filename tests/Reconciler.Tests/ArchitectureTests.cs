using System.Text.RegularExpressions;

namespace Publican.Tests;

/// <summary>Data flows one way. A folder that uses what stands after it is a design change, not a detail.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string Source = Path.Combine(Root(), "src", "Reconciler");

    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Sources"] = ["Sources", "Aws"],
        ["Desired"] = ["Sources", "Desired"],
        ["Publishing"] = ["Sources", "Desired", "Publishing", "Aws"],
        ["Hooks"] = ["Sources", "Hooks"],
        ["Events"] = ["Observed", "Events"],
        ["Aws"] = ["Aws"],
        ["Telemetry"] = ["Telemetry"],
        ["Observed"] = ["Desired", "Observed", "Aws"],
        ["Leases"] = ["Observed", "Aws", "Leases"],
        ["Planning"] = ["Desired", "Observed", "Planning"],
        ["Rollouts"] = ["Desired", "Observed", "Planning", "Rollouts"],
        ["Actions"] = ["Desired", "Observed", "Planning", "Actions", "Aws"],
        ["Status"] = ["Desired", "Observed", "Planning", "Rollouts", "Actions", "Status", "Telemetry"],
        ["Levers"] = ["Observed", "Status", "Levers", "Aws"],
        ["Validation"] = ["Sources", "Desired", "Validation"],
        ["Plans"] = ["Desired", "Observed", "Planning", "Rollouts", "Actions", "Status", "Validation", "Loop", "Plans", "Aws"],
        ["Loop"] = ["Sources", "Desired", "Observed", "Planning", "Rollouts", "Actions", "Status", "Leases", "Hooks", "Events", "Loop", "Aws", "Telemetry"],
    };

    public static TheoryData<string> Folders => [.. MayUse.Keys];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_uses_only_what_stands_before_it(string folder)
    {
        foreach (var file in Files(folder))
        {
            foreach (Match use in UsingPattern().Matches(File.ReadAllText(file)))
                Assert.True(MayUse[folder].Contains(use.Groups["room"].Value), $"{file} uses Publican.{use.Groups["room"].Value}, which does not stand before {folder}");
        }
    }

    [Theory]
    [InlineData("Planning")]
    [InlineData("Rollouts")]
    public void Decisions_are_pure(string folder)
    {
        foreach (var file in Files(folder))
            Assert.DoesNotMatch(ImpurePattern(), File.ReadAllText(file));
    }

    [Fact]
    public void Every_folder_has_its_place_in_the_flow() =>
        Assert.Equal(MayUse.Keys.Order(), Directory.GetDirectories(Source).Select(Path.GetFileName).Where(name => name is not ("bin" or "obj")).Order()!);

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(Path.Combine(Source, folder), "*.cs", SearchOption.AllDirectories);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Publican.slnx")))
            folder = folder.Parent;
        return folder.FullName;
    }

    [GeneratedRegex(@"\bPublican\.(?<room>Sources|Desired|Aws|Telemetry|Observed|Planning|Rollouts|Actions|Status|Levers|Leases|Validation|Loop|Publishing|Hooks|Events|Plans)\b")]
    private static partial Regex UsingPattern();

    [GeneratedRegex(@"\busing Amazon|\basync\b|\bawait\b|\bILogger|\bTimeProvider\b|\bHttpClient\b|\bTask<|DateTime(Offset)?\.(Utc)?Now")]
    private static partial Regex ImpurePattern();
}
