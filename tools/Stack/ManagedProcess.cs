using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Publican.Stack;

/// <summary>A child process that never outlives its parent, with its last output lines kept.</summary>
public sealed partial class ManagedProcess : IAsyncDisposable
{
    private const int LinesKept = 400;
    private static readonly BlockingCollection<(ProcessStartInfo Info, TaskCompletionSource<Process> Started)> Starts = StartThread();
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Process _process;

    private ManagedProcess(string name, Process process) => (Name, _process) = (name, process);

    public string Name { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Newest output, oldest line first.</summary>
    public string Output => string.Join('\n', _lines);

    public Task Exited => _process.WaitForExitAsync();

    /// <param name="environment">Added to ours; a null value removes a variable.</param>
    /// <param name="user">Run as this user; only root can.</param>
    public static async Task<ManagedProcess> StartAsync(
        string name, string program, IEnumerable<string> args, IReadOnlyDictionary<string, string?>? environment = null, string? user = null, string? folder = null)
    {
        List<string> words = ["--pdeathsig", "KILL", .. user is null ? Array.Empty<string>() : ["--reuid", user, "--regid", user, "--init-groups"], "--", program, .. args];
        var info = new ProcessStartInfo("setpriv", words)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        foreach (var (key, value) in environment ?? new Dictionary<string, string?>())
        {
            if (value is null)
                info.Environment.Remove(key);
            else
                info.Environment[key] = value;
        }

        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Starts.Add((info, started));
        var managed = new ManagedProcess(name, await started.Task);
        managed.Collect();
        return managed;
    }

    /// <summary>SIGTERM, and SIGKILL when that was not heeded in time.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        if (_process.HasExited)
            return;
        Signal(15);
        try
        {
            await _process.WaitForExitAsync().WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            await KillAsync();
        }
    }

    public async Task KillAsync()
    {
        if (!_process.HasExited)
            Signal(9);
        await _process.WaitForExitAsync();
    }

    public void Signal(int number)
    {
        // Once it is gone its number may be another's. Until we have seen it go it stays a zombie, and keeps it.
        if (!_process.HasExited)
            _ = SendSignal(_process.Id, number);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.FromSeconds(10));
        _process.Dispose();
    }

    private void Collect()
    {
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _process.StandardInput.Close();
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        _lines.Enqueue(line);
        while (_lines.Count > LinesKept)
            _lines.TryDequeue(out _);
    }

    // PR_SET_PDEATHSIG fires when the *thread* that forked ends, so all children are forked by one that never does.
    private static BlockingCollection<(ProcessStartInfo, TaskCompletionSource<Process>)> StartThread()
    {
        var starts = new BlockingCollection<(ProcessStartInfo Info, TaskCompletionSource<Process> Started)>();
        new Thread(() =>
        {
            foreach (var (info, started) in starts.GetConsumingEnumerable())
            {
                try
                {
                    started.SetResult(Process.Start(info)!);
                }
                catch (System.ComponentModel.Win32Exception error)
                {
                    started.SetException(new StackException($"{info.FileName} cannot be started: {error.Message}; it belongs to util-linux, install that"));
                }
            }
        })
        { IsBackground = true, Name = "process starter" }.Start();
        return starts;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
