using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Publican.Desired.Yaml;

/// <summary>YamlDotNet's scanner has a few bare InvalidOperationExceptions for malformed text; here they become syntax errors with a place.</summary>
internal sealed class CarefulParser(string text) : IParser
{
    private readonly Parser _parser = new(new StringReader(text));

    public ParsingEvent? Current => _parser.Current;

    public bool MoveNext()
    {
        var reached = _parser.Current?.End ?? Mark.Empty;
        try
        {
            return _parser.MoveNext();
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            throw new YamlException(reached, reached, "the text after this place cannot be understood", exception);
        }
    }
}
