namespace LocalCloud.Processes;

/// <summary>A task is a process of this machine.</summary>
internal sealed class ProcessRuntime(ImageStore images, ProcessStarter starter) : ITaskRuntime
{
    /// <summary>What the base of a container image would bring along; everything else of LocalCloud's own environment stays out.</summary>
    private static readonly string[] FromTheMachine = ["PATH", "HOME", "LANG", "TMPDIR", "TZ", "DOTNET_ROOT"];

    public async Task<IRunningTask> StartAsync(TaskLaunch launch)
    {
        var image = images.Pull(launch.Image);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in FromTheMachine)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value) environment[name] = value;
        }

        foreach (var (name, value) in image.Env.Concat(launch.Environment)) environment[name] = value;
        var process = await starter.StartAsync(image.Program, [.. image.Args, .. launch.Command], environment);
        return new RunningProcess(process, image.Digest, launch.Log, starter.Ended);
    }
}
