using System.Globalization;

namespace LocalCloud.Logs;

/// <param name="Seq">Counts from 1 within the stream.</param>
internal sealed record LogLine(long Seq, DateTimeOffset Time, string Text);

/// <summary>
/// What one container wrote, newest lines in memory, and in a file of bounded size with its predecessor beside it (<c>.1</c>).
/// </summary>
internal sealed class LogStream : IDisposable
{
    public const int LinesInMemory = 5_000;
    private const long FileBytes = 4 * 1024 * 1024;
    private readonly TimeProvider _time;
    private readonly string _path;
    private readonly Lock _gate = new();
    private readonly Queue<LogLine> _lines = new();
    private StreamWriter? _file;
    private long _seq;

    public LogStream(TimeProvider time, string path) => (_time, _path, _file) = (time, path, Open(path));

    public IReadOnlyList<LogLine> Lines
    {
        get { lock (_gate) return [.. _lines]; }
    }

    public void Write(string text)
    {
        lock (_gate)
        {
            if (_file is null) return;
            var line = new LogLine(++_seq, _time.GetUtcNow(), text);
            if (_lines.Count == LinesInMemory) _lines.Dequeue();
            _lines.Enqueue(line);
            if (_file.BaseStream.Length > FileBytes)
            {
                _file.Dispose();
                File.Move(_path, _path + ".1", overwrite: true);
                _file = Open(_path);
            }

            _file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{line.Time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} {text}"));
        }
    }

    /// <summary>Closes the file. The lines stay readable.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    private static StreamWriter Open(string path) => new(path, append: true) { AutoFlush = true };
}
