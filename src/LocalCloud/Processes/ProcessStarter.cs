using System.Collections.Concurrent;
using System.Diagnostics;

namespace LocalCloud.Processes;

/// <summary>
/// Starts processes that cannot outlive this one: setpriv asks the kernel to kill the child when its parent dies.
/// The kernel takes "parent" to be the thread that forked, so one thread that lives as long as the region starts them all;
/// a pool thread would take its tasks with it when it retires.
/// setsid makes each child the leader of its own group, for signals to all it forks.
/// </summary>
internal sealed class ProcessStarter : IDisposable
{
    private readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Done)> _wishes = [];
    private readonly string? _setsid = Executables.OnPath("setsid"), _setpriv = Executables.OnPath("setpriv");
    private readonly Lazy<ProcessReaper> _reaper;

    public ProcessStarter()
    {
        _reaper = new Lazy<ProcessReaper>(() => new ProcessReaper(_setsid!));
        new Thread(Serve) { Name = "process starter", IsBackground = true }.Start();
    }

    /// <param name="program">Absolute path of an executable file.</param>
    /// <param name="args">Its arguments.</param>
    /// <param name="environment">All of its environment: nothing is inherited.</param>
    /// <exception cref="TaskStartException">The machine lacks setsid or setpriv, or the program cannot be executed.</exception>
    public async Task<Process> StartAsync(string program, IEnumerable<string> args, IReadOnlyDictionary<string, string> environment)
    {
        if (_setsid is null || _setpriv is null)
        {
            throw new TaskStartException(
                "CannotStartContainerError: LocalCloud needs the programs setsid and setpriv (package util-linux) on PATH to run "
                + "tasks as processes");
        }

        if (!Executables.IsExecutable(program))
            throw new TaskStartException($"CannotStartContainerError: exec: \"{program}\": no such executable file");
        var start = new ProcessStartInfo(_setsid, [_setpriv, "--pdeathsig", "KILL", "--", program, .. args])
        {
            UseShellExecute = false,
            WorkingDirectory = Path.GetDirectoryName(program),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment) start.Environment[name] = value;

        var done = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _wishes.Add((start, done));
        return await done.Task;
    }

    /// <summary>To be said when a process and its group are gone.</summary>
    public void Ended(int processId) => _reaper.Value.Forget(processId);

    public void Dispose()
    {
        _wishes.CompleteAdding();
        if (_reaper.IsValueCreated) _reaper.Value.Dispose();
    }

    private void Serve()
    {
        foreach (var (start, done) in _wishes.GetConsumingEnumerable())
        {
            try
            {
                var process = Process.Start(start)!;
                _reaper.Value.Watch(process.Id);
                done.SetResult(process);
            }
            catch (Exception error) when (error is System.ComponentModel.Win32Exception or IOException)
            {
                done.SetException(new TaskStartException($"CannotStartContainerError: {error.Message}"));
            }
        }
    }
}
