using System.Collections.Concurrent;

namespace LocalCloud.Logs;

/// <summary>A stream as CloudWatch Logs names it.</summary>
internal sealed record LogName(string Group, string Stream);

/// <summary>
/// Logs of all tasks. Each has a file under the data folder; those with the awslogs driver are found by group and stream as well.
/// </summary>
internal sealed class LogStore(RegionOptions options, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<LogName, LogStream> _named = new();
    private readonly ConcurrentDictionary<string, LogStream> _open = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _groups = new(StringComparer.Ordinal);

    /// <param name="file">Names the file: logs/&lt;file&gt;.log.</param>
    /// <param name="name">Null when the container does not log to CloudWatch Logs.</param>
    public LogStream Open(string file, LogName? name)
    {
        var folder = Path.Combine(options.Data, "logs");
        Directory.CreateDirectory(folder);
        var stream = new LogStream(time, Path.Combine(folder, file + ".log"));
        _open[file] = stream;
        if (name is not null) _named[name] = stream;
        return stream;
    }

    public LogStream? Find(LogName name) => _named.GetValueOrDefault(name);

    /// <summary>Groups by name, with the time each was made.</summary>
    public IReadOnlyCollection<KeyValuePair<string, DateTimeOffset>> Groups => [.. _groups];

    public bool HasGroup(string group) => _groups.ContainsKey(group);

    /// <summary>False when there is one already.</summary>
    public bool CreateGroup(string group) => _groups.TryAdd(group, time.GetUtcNow());

    /// <summary>Closes the file of a container that has ended.</summary>
    public void Close(string file)
    {
        if (_open.TryRemove(file, out var stream)) stream.Dispose();
    }

    /// <summary>Drops the lines of a task that nobody can see any more; its file stays.</summary>
    public void Forget(LogName name) => _named.TryRemove(name, out _);

    public void Dispose()
    {
        foreach (var file in _open.Keys) Close(file);
    }
}
