using System.Runtime.InteropServices;

namespace LocalCloud.Processes;

/// <summary>Signals to a process and everything it forked. A group that is gone already is no error.</summary>
internal static class ProcessGroup
{
    private const int SigKill = 9, SigTerm = 15;

    public static void Terminate(int leader) => Signal(leader, SigTerm);

    public static void Kill(int leader) => Signal(leader, SigKill);

    /// <summary>Ends what is left of a group whose leader has ended. The leader's own number may already be another's.</summary>
    public static void KillRest(int leader) => Send(-leader, SigKill);

    private static void Signal(int leader, int signal)
    {
        // Right after the fork the child leads no group yet: then it is alone, and the signal goes to it.
        if (Send(-leader, signal)) return;
        Send(leader, signal);
    }

    private static bool Send(int target, int signal)
    {
        const int noSuchProcess = 3;
        if (NativeKill(target, signal) == 0) return true;
        var error = Marshal.GetLastPInvokeError();
        if (error == noSuchProcess) return false;
        throw new InvalidOperationException($"Cannot send signal {signal} to {target}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeKill(int pid, int signal);
}
