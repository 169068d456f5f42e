using System.Globalization;

namespace LocalCloud.Processes;

/// <summary>
/// Finds processes that listen on all addresses of the machine. In a container that is harmless; here all tasks share the machine,
/// and the first one would take the port of all others.
/// </summary>
/// <remarks>Reads /proc: https://man7.org/linux/man-pages/man5/proc_net.5.html. Elsewhere than on Linux it finds nothing.</remarks>
internal static class WildcardListeners
{
    private const string Listening = "0A";

    /// <summary>Ports a process of the group listens on at 0.0.0.0 or [::].</summary>
    /// <param name="group">Process id of the group's leader.</param>
    public static IReadOnlyList<int> Of(int group)
    {
        var sockets = Sockets("/proc/net/tcp").Concat(Sockets("/proc/net/tcp6")).ToDictionary(socket => socket.Inode, socket => socket.Port);
        if (sockets.Count == 0) return [];
        return [.. ProcessesOf(group).SelectMany(SocketsOf).Where(sockets.ContainsKey).Select(inode => sockets[inode]).Distinct().Order()];
    }

    private static IEnumerable<(string Inode, int Port)> Sockets(string table)
    {
        if (!File.Exists(table)) yield break;
        foreach (var line in File.ReadLines(table).Skip(1))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < 10 || fields[3] != Listening || fields[1].Split(':') is not [var address, var port] || address.Trim('0').Length > 0) continue;
            yield return (fields[9], int.Parse(port, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        }
    }

    private static IEnumerable<string> ProcessesOf(int group)
    {
        var wanted = group.ToString(CultureInfo.InvariantCulture);
        foreach (var stat in ProcessTable.Stats())
        {
            // After the name in brackets: state, parent, group.
            if (stat[(stat.LastIndexOf(')') + 2)..].Split(' ') is [_, _, var own, ..] && own == wanted) yield return $"/proc/{stat[..stat.IndexOf(' ')]}";
        }
    }

    private static IEnumerable<string> SocketsOf(string process)
    {
        string[] links;
        try
        {
            links = [.. Directory.EnumerateFileSystemEntries($"{process}/fd").Select(entry => new FileInfo(entry).LinkTarget ?? "")];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile, or has become somebody else's.
            return [];
        }

        return links.Where(link => link.StartsWith("socket:[", StringComparison.Ordinal)).Select(link => link[8..^1]);
    }
}
