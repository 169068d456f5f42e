namespace Publican.Desired.Yaml;

/// <summary>Collects every error of a file; readers go on with a stand-in value, so that one read names them all.</summary>
internal sealed class ErrorList(string file)
{
    private readonly List<DesiredError> _errors = [];

    public IReadOnlyList<DesiredError> Errors => _errors;

    public void Add(YamlNode node, string key, string message) => _errors.Add(new DesiredError(file, node.Line, node.Column, key, message));

    public void Add(int line, int column, string key, string message) => _errors.Add(new DesiredError(file, line, column, key, message));
}
