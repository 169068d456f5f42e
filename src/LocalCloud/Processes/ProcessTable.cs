using System.Globalization;

namespace LocalCloud.Processes;

/// <summary>What process groups use, from one look through /proc. Elsewhere than on Linux it is empty.</summary>
/// <remarks>https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html</remarks>
internal static class ProcessTable
{
    // USER_HZ is 100 on every architecture .NET runs on.
    private const double TicksPerSecond = 100;

    // Fields are counted from 1 in the manual; after the name in brackets the third is the first.
    private const int Group = 5 - 3, UserTime = 14 - 3, ChildrensSystemTime = 17 - 3, ResidentPages = 24 - 3;

    /// <summary>Processor time and memory by the number of the group. Time of children that have ended is their parent's.</summary>
    public static IReadOnlyDictionary<int, ContainerUsage> ByGroup()
    {
        var groups = new Dictionary<int, ContainerUsage>();
        foreach (var stat in Stats())
        {
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var group = int.Parse(fields[Group], CultureInfo.InvariantCulture);
            var ticks = fields[UserTime..(ChildrensSystemTime + 1)].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
            var usage = new ContainerUsage(ticks / TicksPerSecond, long.Parse(fields[ResidentPages], CultureInfo.InvariantCulture) * Environment.SystemPageSize);
            groups[group] = groups.TryGetValue(group, out var sum) ? sum + usage : usage;
        }

        return groups;
    }

    /// <summary>The line of every process.</summary>
    public static IEnumerable<string> Stats()
    {
        if (!Directory.Exists("/proc")) yield break;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (char.IsAsciiDigit(Path.GetFileName(folder)[0]) && ReadOrNull($"{folder}/stat") is { Length: > 0 } stat) yield return stat;
        }
    }

    /// <summary>Null when the process has ended meanwhile.</summary>
    private static string? ReadOrNull(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
