using LocalCloud.Ecr;

namespace LocalCloud.Processes;

/// <summary>A task is a process of this machine.</summary>
internal sealed class ProcessRuntime(ImageStore images, ProcessStarter starter, TimeProvider time) : ITaskRuntime
{
    /// <summary>What the base of a container image would bring along; everything else of LocalCloud's own environment stays out.</summary>
    private static readonly string[] FromTheMachine = ["PATH", "HOME", "LANG", "TMPDIR", "TZ", "DOTNET_ROOT"];

    public async Task<IRunningTask> StartAsync(TaskLaunch launch)
    {
        var image = images.Pull(launch.Image);
        if (image.Architecture != OciImage.Architecture)
            throw new TaskStartException($"CannotPullContainerError: image Manifest does not contain descriptor matching platform 'linux/{OciImage.Architecture}'");
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in FromTheMachine)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value) environment[name] = value;
        }

        foreach (var (name, value) in image.Env.Concat(launch.Environment)) environment[name] = value;
        var overridden = launch.EntryPoint.Count > 0;
        var program = overridden ? ProgramOf(launch.EntryPoint[0]) : image.Program;
        var args = overridden ? launch.EntryPoint.Skip(1) : image.Args;
        var process = await starter.StartAsync(program, args.Concat(launch.Command), environment);
        return new RunningProcess(
            process, image.Digest, launch.Log, starter.Ended, (command, cancel) => ExecuteAsync(command, environment, cancel), launch.Address, time);
    }

    public Task<IReadOnlyDictionary<IRunningTask, ContainerUsage>> MeasureAsync(IReadOnlyCollection<IRunningTask> containers)
    {
        var groups = ProcessTable.ByGroup();
        return Task.FromResult<IReadOnlyDictionary<IRunningTask, ContainerUsage>>(containers
            .OfType<RunningProcess>()
            .Where(process => !process.Exited.IsCompleted && groups.ContainsKey(process.Group))
            .ToDictionary(IRunningTask (process) => process, process => groups[process.Group]));
    }

    private async Task<int> ExecuteAsync(IReadOnlyList<string> command, Dictionary<string, string> environment, CancellationToken cancel)
    {
        using var process = await starter.StartAsync(ProgramOf(command[0]), command.Skip(1), environment);
        process.StandardInput.Close();
        var output = Task.WhenAll(process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, cancel), process.StandardError.BaseStream.CopyToAsync(Stream.Null, cancel));
        try
        {
            await process.WaitForExitAsync(cancel);
            await output;
            return process.ExitCode;
        }
        finally
        {
            ProcessGroup.KillRest(process.Id);
            starter.Ended(process.Id);
        }
    }

    private static string ProgramOf(string name) => name.Contains('/')
        ? name
        : Executables.OnPath(name) ?? throw new TaskStartException($"CannotStartContainerError: exec: \"{name}\": executable file not found in $PATH");
}
