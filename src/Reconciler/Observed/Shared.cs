using System.Collections.Concurrent;

namespace Publican.Observed;

/// <summary>What many services ask for at the same time, read once for all of them. What was not found is looked for anew: a person may be creating it.</summary>
internal sealed class Shared<T>(TimeProvider clock)
    where T : class
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, (T Found, DateTimeOffset At)> _known = new(StringComparer.Ordinal);

    public async Task<T?> GetAsync(string name, Func<Task<T?>> find)
    {
        if (_known.TryGetValue(name, out var known) && clock.GetUtcNow() - known.At < Kept)
            return known.Found;
        var found = await find();
        if (found is null)
            _known.TryRemove(name, out _);
        else
            _known[name] = (found, clock.GetUtcNow());
        return found;
    }
}
