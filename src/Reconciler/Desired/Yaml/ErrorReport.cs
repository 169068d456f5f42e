using System.Collections.Immutable;

namespace Publican.Desired.Yaml;

/// <summary>Gathers what is wrong with one file. Bounded: a file of junk must not become a status of megabytes.</summary>
internal sealed class ErrorReport(string file)
{
    private const int Most = 100;
    private readonly List<DesiredError> _errors = [];
    private int _unlisted;

    public string File => file;

    public bool IsEmpty => _errors.Count == 0;

    public void Add(Place at, string key, string message)
    {
        if (_errors.Count < Most) _errors.Add(new DesiredError(at.File ?? file, at.Line, at.Column, key, message));
        else _unlisted++;
    }

    /// <summary>Something about the file as a whole.</summary>
    public void Add(string message) => Add(default, "", message);

    public ImmutableArray<DesiredError> InOrder()
    {
        var ordered = _errors.OrderBy(error => error.Line).ThenBy(error => error.Column).ToImmutableArray();
        return _unlisted == 0
            ? ordered
            : ordered.Add(new DesiredError(file, ordered[^1].Line, ordered[^1].Column, "", $"{_unlisted} more errors are not listed"));
    }
}
