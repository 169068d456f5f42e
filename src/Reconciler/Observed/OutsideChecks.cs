using System.Collections.Immutable;
using Publican.Desired;

namespace Publican.Observed;

/// <summary>
/// Asks Prometheus and webhooks, and keeps their answers. A question is never waited for: what has come back by the next pass counts.
/// So one that hangs delays neither this service's rollback nor anybody else's pass.
/// </summary>
public sealed class OutsideChecks(OutsideAsker asker, TimeProvider clock)
{
    private const int Kept = 100;
    private readonly Dictionary<AskedCheckSpec, Task<AskedSample>> _open = [];
    private readonly Dictionary<(AskedCheckSpec Check, int Weight), DateTimeOffset> _asked = [];
    private ImmutableArray<AskedSample> _samples = [];
    private string? _revision;

    /// <summary>Takes in what was answered, asks what is due, and gives all answers about this revision.</summary>
    public ImmutableArray<AskedSample> Ask(IEnumerable<AskedCheckSpec> checks, Subject subject)
    {
        if (_revision != subject.Revision)
        {
            // An answer about another revision that is still under way goes nowhere.
            (_revision, _samples) = (subject.Revision, []);
            _open.Clear();
            _asked.Clear();
        }

        TakeIn();
        foreach (var check in checks)
        {
            if (_open.ContainsKey(check) || !IsDue(check, subject.Weight))
                continue;
            _asked[(check, subject.Weight)] = clock.GetUtcNow();
            _open[check] = asker.AskAsync(check, subject);
        }

        return _samples;
    }

    private void TakeIn()
    {
        foreach (var (check, answer) in _open.Where(open => open.Value.IsCompleted).ToList())
        {
            _open.Remove(check);
            _samples = [.. _samples.Add(answer.GetAwaiter().GetResult()).TakeLast(Kept)];
        }
    }

    // A new step asks at once: only answers from inside it count.
    private bool IsDue(AskedCheckSpec check, int weight) =>
        !_asked.TryGetValue((check, weight), out var last) || clock.GetUtcNow() >= last + check.Every;
}
