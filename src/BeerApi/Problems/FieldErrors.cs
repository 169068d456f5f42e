namespace BeerApi.Problems;

/// <summary>What is wrong with a request, by field.</summary>
internal sealed class FieldErrors
{
    private readonly Dictionary<string, List<string>> errors = [];

    public bool None => errors.Count == 0;

    public int Count => errors.Count;

    public void Add(string field, string message)
    {
        if (!errors.TryGetValue(field, out var messages))
        {
            errors.Add(field, messages = []);
        }
        messages.Add(message);
    }

    public void AddAll(string prefix, FieldErrors others)
    {
        foreach (var (field, messages) in others.errors)
        {
            messages.ForEach(message => Add(prefix + field, message));
        }
    }

    public IReadOnlyDictionary<string, string[]> ToDictionary() => errors.ToDictionary(field => field.Key, field => field.Value.ToArray());
}
