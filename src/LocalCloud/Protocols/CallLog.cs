using System.Text.Json.Nodes;

namespace LocalCloud.Protocols;

/// <summary>
/// One call as it ended. Times are UTC; the outcome is "ok" or the error's code; the input is JSON text, which is smaller than its tree.
/// </summary>
internal sealed record LoggedCall(
    long Seq,
    DateTimeOffset Start,
    DateTimeOffset End,
    string Service,
    string Action,
    string Caller,
    string Outcome,
    bool Mutating,
    string Input);

/// <summary>The newest calls, numbered in the order they ended: a reader that asks for what came after a number misses none.</summary>
internal sealed class CallLog
{
    public const int Capacity = 100_000;
    private readonly Lock _gate = new();
    private readonly Queue<LoggedCall> _calls = new();
    private long _seq;

    public void Add(DateTimeOffset start, DateTimeOffset end, WireCall call, string caller, string outcome)
    {
        var input = WithoutSecrets(call);
        lock (_gate)
        {
            if (_calls.Count == Capacity) _calls.Dequeue();
            _calls.Enqueue(new LoggedCall(++_seq, start, end, call.Service, call.Action, caller, outcome, call.Mutating, input));
        }
    }

    public IReadOnlyList<LoggedCall> After(long seq)
    {
        lock (_gate)
        {
            var skip = Math.Clamp(seq - (_seq - _calls.Count), 0, _calls.Count);
            return [.. _calls.Skip((int)skip)];
        }
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<LoggedCall> Newest(int count)
    {
        lock (_gate) return [.. _calls.TakeLast(count).Reverse()];
    }

    private static string WithoutSecrets(WireCall call)
    {
        var member = call.Service switch { "ssm" => "Value", "secretsmanager" => "SecretString", _ => null };
        if (member is null || !call.Input.ContainsKey(member)) return call.Input.ToJsonString();
        var input = (JsonObject)call.Input.DeepClone();
        input.Remove(member);
        return input.ToJsonString();
    }
}
