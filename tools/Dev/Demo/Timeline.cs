using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Publican.Stack;

namespace Publican.Dev.Demo;

/// <summary>Prints what happens as it happens: our own lines, and the events of the reconciler's status.</summary>
internal sealed class Timeline : IAsyncDisposable
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<string> _told = [];
    private readonly LocalStack _stack;
    private readonly Task _following;
    private readonly DateTimeOffset _from = DateTimeOffset.UtcNow;

    public Timeline(LocalStack stack)
    {
        _stack = stack;
        _following = FollowAsync();
    }

    public static void Chapter(string title)
    {
        Console.WriteLine();
        Console.WriteLine($"── {title}");
    }

    public void Say(string text) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(_started).TotalSeconds,7:0.0} s  {text}"));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _following;
        _stop.Dispose();
    }

    private async Task FollowAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            if (await _stack.StatusAsync() is { } status)
                Tell(status["events"]!.AsArray());
            await Task.WhenAny(Task.Delay(200, _stop.Token));
        }
    }

    private void Tell(JsonArray events)
    {
        foreach (var entry in events.Reverse())
        {
            var at = (DateTimeOffset)entry!["time"]!;
            var text = $"{(string?)entry["reason"],-16} {(string?)entry["message"]}";
            if (at >= _from && _told.Add($"{at:O}{text}") && (string?)entry["reason"] is not ("Moving" or "Since" or "ConfigureTargetGroup" or "CreateTargetGroup" or "RecordJobResult"))
                Say($"  {((string?)entry["type"] == "Warning" ? "!" : " ")} {text}");
        }
    }
}
