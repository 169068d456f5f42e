namespace Publican.Delivery.Support;

/// <summary>A folder for one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("publican-delivery-").FullName;

    public string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>A program of that name which comes first on the path of <see cref="Environment"/>.</summary>
    public void Program(string name, string script)
    {
        var path = Write($"bin/{name}", "#!/usr/bin/env bash\n" + script);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public Dictionary<string, string> Environment(params (string Name, string Value)[] more) => new(more.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)))
    {
        ["PATH"] = $"{Path}/bin:{System.Environment.GetEnvironmentVariable("PATH")}",
    };

    /// <summary>A container's user is not the one who made it.</summary>
    public Task OpenToAllAsync() => Command.MustAsync("chmod", "-R", "a+rX", Path);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
