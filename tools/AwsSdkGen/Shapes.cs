namespace AwsSdkGen;

/// <summary>An operation and the names of its shapes; errors are those it declares.</summary>
internal sealed record Operation(string Name, string? Input, string? Output, IReadOnlyList<string> Errors);

/// <param name="Property">Name in C#.</param>
/// <param name="WireName">Name on the wire.</param>
/// <param name="IsToken">Filled with a new id when the caller leaves it out, so that a retry is recognised.</param>
internal sealed record Member(string Property, string WireName, string Shape, bool IsToken, bool IsDeprecated);

/// <param name="Type">structure, list, map, string, integer, long, float, double, boolean, timestamp, blob, document, milliseconds.</param>
/// <param name="Item">Shape of a list's items.</param>
/// <param name="Value">Shape of a map's values.</param>
/// <param name="ErrorCode">What the wire calls an error, where that is not the shape's name.</param>
internal sealed record Shape(
    string Name,
    string Type,
    IReadOnlyList<Member> Members,
    string? Item,
    string? Value,
    IReadOnlyList<string> Constants,
    string? ErrorCode)
{
    /// <summary>A time that travels as a whole number of milliseconds since 1970.</summary>
    public static Shape MillisecondTime { get; } = new("MillisecondTime", "milliseconds", [], null, null, [], null);

    public bool IsEnum => Constants.Count > 0;
}
