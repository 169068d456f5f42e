using System.Diagnostics;
using LocalCloud.Logs;

namespace LocalCloud.Processes;

/// <summary>A started process and the group it leads. Its output goes line by line to the log.</summary>
internal sealed class RunningProcess : IRunningTask
{
    private readonly Process _process;
    private readonly Action<int> _ended;
    private readonly Lock _gate = new();
    private bool _gone;

    /// <param name="process">Leads its own group.</param>
    /// <param name="imageDigest">What it was started from.</param>
    /// <param name="log">Takes its output.</param>
    /// <param name="ended">Told the process id once the whole group is gone.</param>
    public RunningProcess(Process process, string imageDigest, LogStream log, Action<int> ended)
    {
        (_process, ImageDigest, _ended) = (process, imageDigest, ended);

        // A container has no standard input unless it asks for one.
        process.StandardInput.Close();
        var output = LineReader.CopyAsync(process.StandardOutput.BaseStream, log.Write);
        var error = LineReader.CopyAsync(process.StandardError.BaseStream, log.Write);
        Exited = EndAsync(output, error);
    }

    public string ImageDigest { get; }

    public Task<int> Exited { get; }

    public void Terminate() => Signal(ProcessGroup.Terminate);

    public void Kill() => Signal(ProcessGroup.Kill);

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
