using System.Text.Json;

namespace LocalCloud.Ecs.Operations;

/// <summary>Tells whether two requests ask for the same.</summary>
internal static class Fingerprint
{
    public static string Of<TRequest>(TRequest request) => JsonSerializer.Serialize(request);
}
