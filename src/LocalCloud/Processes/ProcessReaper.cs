using System.Diagnostics;
using System.Globalization;

namespace LocalCloud.Processes;

/// <summary>
/// Ends what tasks forked when this process dies without a chance to: the kernel's parent-death signal reaches only the tasks themselves.
/// A shell in a session of its own knows the groups that live; its standard input ends when we do, and then it kills them.
/// </summary>
internal sealed class ProcessReaper : IDisposable
{
    private const string Script =
        """
        trap '' INT TERM HUP
        groups=' '
        while read -r verb group; do
          if [ "$verb" = + ]; then groups="$groups$group "; else groups="${groups%% $group *} ${groups#* $group }"; fi
        done
        for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
        """;

    private readonly Lock _gate = new();
    private readonly Process _shell;

    /// <param name="setsid">Path of setsid.</param>
    public ProcessReaper(string setsid)
    {
        _shell = Process.Start(
            new ProcessStartInfo(setsid, ["sh", "-c", Script]) { UseShellExecute = false, RedirectStandardInput = true })!;
        _shell.StandardInput.AutoFlush = true;
    }

    public void Watch(int group) => Tell('+', group);

    public void Forget(int group) => Tell('-', group);

    public void Dispose()
    {
        _shell.StandardInput.Close();
        _shell.WaitForExit();
        _shell.Dispose();
    }

    private void Tell(char verb, int group)
    {
        lock (_gate) _shell.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{verb} {group}"));
    }
}
