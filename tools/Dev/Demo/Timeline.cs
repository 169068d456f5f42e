using System.Globalization;
using System.Text.Json.Nodes;
using Publican.Stack;

namespace Publican.Dev.Demo;

/// <summary>Prints what happens as it happens: what a person does, what Publican says it did and why, and where the traffic goes.</summary>
internal sealed class Timeline : IAsyncDisposable
{
    private const int BarLength = 20;

    /// <summary>Notes that the reconciler makes for itself.</summary>
    private static readonly string[] Bookkeeping = ["Moving", "Since", "Tidy", "ConfigureTargetGroup", "CreateTargetGroup", "RecordJobResult"];

    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<string> _told = [];
    private readonly Lock _gate = new();
    private readonly LocalStack _stack;
    private readonly Task _following;
    private readonly DateTimeOffset _from = DateTimeOffset.UtcNow;
    private string? _traffic;

    public Timeline(LocalStack stack)
    {
        _stack = stack;
        _following = FollowAsync();
    }

    public void Chapter(string title)
    {
        lock (_gate)
            Console.WriteLine($"\n── {title}");
    }

    /// <param name="who">git, person, load, …: whose doing it is.</param>
    public void Say(string who, string text) => Print(DateTimeOffset.UtcNow, who, text);

    /// <summary>Tells what is new in a status: every reader of the status passes it here, so that nothing is told after its consequence.</summary>
    public void Observe(JsonNode status)
    {
        lock (_gate)
        {
            foreach (var entry in status["events"]!.AsArray().Reverse())
                Tell(entry!);
            ShowTraffic(status["stable"], status["candidate"]);
        }
    }

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
                Observe(status);
            await Task.WhenAny(Task.Delay(200, _stop.Token));
        }
    }

    private void Tell(JsonNode entry)
    {
        var (at, reason, message) = ((DateTimeOffset)entry["time"]!, (string)entry["reason"]!, WithoutEcho((string)entry["message"]!));
        if (at >= _from && !Bookkeeping.Contains(reason) && _told.Add($"{at:O}{message}"))
            Print(at, "publican", $"{((string?)entry["type"] == "Warning" ? "! " : "")}{message}");
    }

    /// <summary>"do this: why (why)" says it once.</summary>
    private static string WithoutEcho(string message) =>
        message.LastIndexOf(" (", StringComparison.Ordinal) is > 0 and var at && message[..at].EndsWith(message[(at + 2)..].TrimEnd(')'), StringComparison.Ordinal) ? message[..at] : message;

    private void ShowTraffic(JsonNode? stable, JsonNode? candidate)
    {
        if (stable is null)
            return;
        var weight = (int?)candidate?["weight"] ?? 0;
        var ofCandidate = (int)Math.Ceiling(weight * BarLength / 100.0);
        var bar = new string('█', BarLength - ofCandidate) + new string('░', ofCandidate);
        var traffic = $"{bar} {stable["image"]} {100 - weight}%{(weight > 0 ? $", {candidate!["image"]} {weight}%" : "")}";
        if (traffic == _traffic)
            return;
        _traffic = traffic;
        Print(DateTimeOffset.UtcNow, "traffic", traffic);
    }

    private void Print(DateTimeOffset at, string who, string text)
    {
        lock (_gate)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(at - _from).TotalSeconds,6:0.0} s  {who,-9} {text}"));
    }
}
