using System.Globalization;
using System.Text.Json.Nodes;

namespace LocalCloud.Protocols;

/// <summary>
/// Form parameters of a Query call, read as the tree they flatten: <c>Actions.member.1.ForwardConfig.TargetGroups.member.2.Weight</c>.
/// </summary>
public sealed class QueryInput(IReadOnlyDictionary<string, string> parameters, string prefix = "")
{
    /// <summary>Names sent at this level, each once.</summary>
    public IEnumerable<string> Names => parameters.Keys
        .Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
        .Select(key => key[prefix.Length..].Split('.')[0])
        .Distinct();

    /// <summary>The value of a scalar, or null when it was not sent.</summary>
    public string? this[string name] => parameters.GetValueOrDefault(prefix + name);

    /// <summary>True when the name itself or anything below it was sent.</summary>
    public bool Has(string name) =>
        parameters.Keys.Any(key => key == prefix + name || key.StartsWith(prefix + name + ".", StringComparison.Ordinal));

    public QueryInput Child(string name) => new(parameters, prefix + name + ".");

    /// <exception cref="AwsException">ValidationError when the parameter is missing.</exception>
    public string Require(string name) =>
        this[name] ?? throw new AwsException("ValidationError", $"The parameter {prefix}{name} is required");

    /// <exception cref="AwsException">ValidationError when the value is not a whole number.</exception>
    public int? Int(string name) => this[name] switch
    {
        null => null,
        var text when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) => value,
        var text => throw new AwsException("ValidationError", $"'{text}' is not a valid integer for {prefix}{name}"),
    };

    /// <summary>Members of a list of structures, in order.</summary>
    public IReadOnlyList<QueryInput> List(string name) =>
        [.. Indexes(name).Select(index => new QueryInput(parameters, $"{prefix}{name}.member.{index}."))];

    /// <summary>A list of scalars, in order.</summary>
    public IReadOnlyList<string> Strings(string name) =>
        [.. Indexes(name).Select(index => parameters[$"{prefix}{name}.member.{index}"])];

    /// <summary>Everything at this level and below, in the shape a JSON protocol would have sent it; all values are text.</summary>
    public JsonObject Tree() => QueryTree.Of(parameters
        .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value));

    private IEnumerable<int> Indexes(string name)
    {
        var start = $"{prefix}{name}.member.";
        return parameters.Keys
            .Where(key => key.StartsWith(start, StringComparison.Ordinal))
            .Select(key => key[start.Length..].Split('.')[0])
            .Distinct()
            .Select(index => int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new AwsException("MalformedQueryString", $"'{start}{index}' is not a list index"))
            .Order();
    }
}
