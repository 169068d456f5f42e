using System.Diagnostics;
using LocalCloud.Logs;

namespace LocalCloud.Processes;

/// <summary>A started process and the group it leads. Its output goes line by line to the log.</summary>
internal sealed class RunningProcess : IRunningTask
{
    /// <summary>Programs bind their port soon after they start, or much later: looked for often at first, then rarely.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(100), LongestWait = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly Action<int> _ended;
    private readonly Func<IReadOnlyList<string>, CancellationToken, Task<int>> _execute;
    private readonly Lock _gate = new();
    private bool _gone;

    /// <param name="process">Leads its own group.</param>
    /// <param name="imageDigest">What it was started from.</param>
    /// <param name="log">Takes its output.</param>
    /// <param name="ended">Told the process id once the whole group is gone.</param>
    /// <param name="execute">Runs a command beside it.</param>
    /// <param name="address">The only one it may listen on.</param>
    /// <param name="time">Says when to look at what it listens on.</param>
    public RunningProcess(
        Process process, string imageDigest, LogStream log, Action<int> ended, Func<IReadOnlyList<string>, CancellationToken, Task<int>> execute,
        System.Net.IPAddress address, TimeProvider time)
    {
        (_process, ImageDigest, _ended, _execute) = (process, imageDigest, ended, execute);

        // Taken first: a process that ends at once is given back below, and has no number then.
        Group = process.Id;

        // A container has no standard input unless it asks for one.
        process.StandardInput.Close();
        var output = LineReader.CopyAsync(process.StandardOutput.BaseStream, log.Write);
        var error = LineReader.CopyAsync(process.StandardError.BaseStream, log.Write);
        Exited = EndAsync(output, error);
        _ = WatchAsync(address, time);
    }

    /// <summary>Number of its process group.</summary>
    public int Group { get; }

    public string ImageDigest { get; }

    public Task<int> Exited { get; }

    public string? EndedBecause { get; private set; }

    public Task<int> ExecuteAsync(IReadOnlyList<string> command, CancellationToken cancel) => _execute(command, cancel);

    public void Terminate() => Signal(ProcessGroup.Terminate);

    public void Kill() => Signal(ProcessGroup.Kill);

    private async Task WatchAsync(System.Net.IPAddress address, TimeProvider time)
    {
        var wait = FirstLook;
        while (await Task.WhenAny(Exited, Task.Delay(wait, time)) != Exited)
        {
            wait = wait * 1.5 < LongestWait ? wait * 1.5 : LongestWait;
            if (WildcardListeners.Of(Group) is not [var port, ..]) continue;
            EndedBecause = $"CannotStartContainerError: the container listens on 0.0.0.0:{port}, which all tasks on this machine share. "
                + $"Bind the address in the environment variable HOST, {address}, instead.";
            Kill();
            return;
        }
    }

    private async Task<int> EndAsync(Task output, Task error)
    {
        await _process.WaitForExitAsync();

        // In a container all processes end with the first one. Whatever it forked is in its group, and may hold the pipes open.
        lock (_gate) _gone = true;
        ProcessGroup.KillRest(_process.Id);
        _ended(_process.Id);
        await Task.WhenAll(output, error);
        var code = _process.ExitCode;
        _process.Dispose();
        return code;
    }

    private void Signal(Action<int> send)
    {
        // Once the group is gone its number may belong to somebody else.
        lock (_gate)
        {
            if (!_gone) send(_process.Id);
        }
    }
}
