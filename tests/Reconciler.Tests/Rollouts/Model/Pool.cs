namespace Publican.Tests.Rollouts.Model;

/// <summary>Equal things are one object with a number: a walk of a million states compares numbers, and keeps each thing once.</summary>
internal sealed class Pool<T>(Func<T, string> keyOf)
    where T : class
{
    private readonly Dictionary<string, (T One, int Number)> _byKey = [];
    private readonly Dictionary<T, int> _numbers = new(ReferenceEqualityComparer.Instance);

    public (T One, int Number) Of(T thing)
    {
        if (_numbers.TryGetValue(thing, out var known))
            return (thing, known);
        var key = keyOf(thing);
        if (_byKey.TryGetValue(key, out var found))
            return found;
        var added = (thing, _byKey.Count);
        _byKey.Add(key, added);
        _numbers.Add(thing, added.Item2);
        return added;
    }
}
