using System.Collections.Concurrent;
using LocalCloud.Protocols;

namespace LocalCloud.Faults;

/// <summary>Answers of reads, kept while a fault may want them again: what a client sees that asks a replica which lags behind.</summary>
internal sealed class StaleAnswers(TimeProvider time)
{
    private const int Capacity = 10_000;
    private readonly ConcurrentDictionary<string, (long At, WireAnswer Answer)> _answers = new();

    /// <param name="age">How old an answer may be at the most.</param>
    /// <param name="fresh">Asks for a new one.</param>
    public async ValueTask<WireAnswer> GetAsync(WireCall call, TimeSpan age, Func<ValueTask<WireAnswer>> fresh)
    {
        var key = $"{call.Service}:{call.Action}:{call.Input.ToJsonString()}";
        if (_answers.TryGetValue(key, out var kept) && time.GetElapsedTime(kept.At) < age) return kept.Answer;
        var at = time.GetTimestamp();
        var answer = await fresh();
        if (_answers.Count >= Capacity) _answers.Clear();
        _answers[key] = (at, answer);
        return answer;
    }

    public void Clear() => _answers.Clear();
}
