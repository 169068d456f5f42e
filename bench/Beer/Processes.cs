using System.Globalization;

namespace Publican.Bench;

/// <summary>What /proc knows of a process and of all that it started.</summary>
internal static class Processes
{
    /// <summary>Processor time in seconds, user and system, of a process and its descendants, also of those that have ended and were waited for.</summary>
    public static double CpuSeconds(int root)
    {
        var all = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => char.IsAsciiDigit(name![0])).Select(name => Stat(name!)).OfType<Facts>().ToList();
        var children = all.ToLookup(process => process.Parent);
        return Sum(all.Single(process => process.Id == root));

        double Sum(Facts process) => process.Cpu + children[process.Id].Sum(Sum);
    }

    /// <summary>Processor time of all threads of one process so far, to the nanosecond: for what takes a few milliseconds.</summary>
    public static double CpuMilliseconds(int process) => Directory.EnumerateDirectories($"/proc/{process}/task")
        .Sum(thread => long.Parse(File.ReadAllText($"{thread}/schedstat").Split(' ')[0], CultureInfo.InvariantCulture)) / 1e6;

    /// <summary>A line of /proc/…/status in megabytes: VmRSS is what is in memory now, VmHWM the most there ever was.</summary>
    public static double Megabytes(int process, string line)
    {
        var text = File.ReadLines($"/proc/{process}/status").First(candidate => candidate.StartsWith(line + ":", StringComparison.Ordinal));
        return double.Parse(text.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    private static Facts? Stat(string id)
    {
        try
        {
            var fields = File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1].Split(' ');
            return new Facts(Number(id), Number(fields[1]), fields[11..15].Sum(Number) / 100.0);
        }
        catch (IOException)
        {
            // It has ended since the folder was listed.
            return null;
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private sealed record Facts(int Id, int Parent, double Cpu);
}
