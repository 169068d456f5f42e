using System.Text.Json.Serialization;

namespace BeerApi.Problems;

/// <summary>The body of every answer that is not a success: problem details as RFC 9457 has them.</summary>
/// <param name="Errors">For a 400: every invalid field or query parameter with what is wrong about it; <c>body</c> when the whole body is unreadable.</param>
/// <param name="TraceId">Finds the request in the logs.</param>
internal sealed record Problem(
    string Type,
    string Title,
    int Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string[]>? Errors,
    string TraceId);
