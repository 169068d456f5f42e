using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace LocalCloud.Processes;

/// <summary>Cuts output into lines. A line longer than 16 KiB is cut, as the awslogs driver cuts it.</summary>
internal static class LineReader
{
    private const int MaxLine = 16 * 1024;

    public static async Task CopyAsync(Stream stream, Action<string> line)
    {
        var reader = PipeReader.Create(stream);
        while (true)
        {
            var read = await reader.ReadAsync();
            var buffer = read.Buffer;
            while (TakeLine(ref buffer, read.IsCompleted, out var text)) line(text);
            reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted) break;
        }

        await reader.CompleteAsync();
    }

    private static bool TakeLine(ref ReadOnlySequence<byte> buffer, bool isLast, out string text)
    {
        var head = buffer.Slice(0, Math.Min(buffer.Length, MaxLine));
        if (head.PositionOf((byte)'\n') is { } end)
        {
            text = Decode(head.Slice(0, end));
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return true;
        }

        var cut = head.Length == MaxLine || (isLast && !head.IsEmpty);
        text = cut ? Decode(head) : "";
        if (cut) buffer = buffer.Slice(head.End);
        return cut;
    }

    private static string Decode(ReadOnlySequence<byte> bytes) => Encoding.UTF8.GetString(bytes).TrimEnd('\r');
}
