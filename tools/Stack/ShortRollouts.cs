using System.Text.RegularExpressions;

namespace Publican.Stack;

/// <summary>Holds, bakes and waits that are as short as LocalCloud allows: most of a release is waiting for them, and what is tested or measured does not depend on their length.</summary>
public static partial class ShortRollouts
{
    /// <summary>Changes a repository before its first commit.</summary>
    public static async Task EditAsync(DesiredStateRepository desired)
    {
        var text = await File.ReadAllTextAsync(desired.BeerApi);
        await File.WriteAllTextAsync(desired.BeerApi, HoldPattern().Replace(text, "hold: 2s")
            .Replace("over: 2s", "over: 1s", StringComparison.Ordinal).Replace("minRequests: 10", "minRequests: 3", StringComparison.Ordinal)
            .Replace("bake: 3s", "bake: 1s", StringComparison.Ordinal).Replace("keepOld: 4s", "keepOld: 1s", StringComparison.Ordinal)
            .Replace("    LOG_LEVEL: info", "    LOG_LEVEL: info\n    RUN: \"0\"", StringComparison.Ordinal));

        // LocalCloud's reads are never old, and its nodes obey a weight within 500 ms.
        await File.WriteAllTextAsync(desired.EnvironmentFile, (await File.ReadAllTextAsync(desired.EnvironmentFile)).TrimEnd() + "\n  timing:\n    readLag: 500ms\n    settle: 700ms\n");
    }

    /// <summary>The beer API's file as a revision that was never seen before, whatever its image: a quarantined one would be refused without being tried.</summary>
    public static string WithRun(string text, int run) => RunPattern().Replace(text, $"RUN: \"{run}\"");

    [GeneratedRegex(@"hold: \d+s")]
    private static partial Regex HoldPattern();

    [GeneratedRegex("RUN: \"\\d+\"")]
    private static partial Regex RunPattern();
}
