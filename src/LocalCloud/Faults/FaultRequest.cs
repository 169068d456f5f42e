using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalCloud.Faults;

/// <summary>The body of POST /_local/faults; which members belong to which kind is in docs/local-cloud.md.</summary>
internal sealed record FaultRequest
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.Strict,
        AllowDuplicateProperties = false,
    };

    public string? Kind { get; init; }

    public int? HoldAnswerOf { get; init; }

    public string? Caller { get; init; }

    public string? Action { get; init; }

    public double? Rate { get; init; }

    public int? Times { get; init; }

    public double? Seconds { get; init; }

    public int? Milliseconds { get; init; }

    public string? Code { get; init; }

    public int? Status { get; init; }

    public string? Task { get; init; }

    public string? Service { get; init; }

    public string? TargetGroup { get; init; }

    /// <exception cref="FaultRefusedException">It is no JSON, or has members that mean nothing.</exception>
    public static async ValueTask<FaultRequest> ReadAsync(Stream body)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<FaultRequest>(body, Json) ?? throw new FaultRefusedException("The body is null: an object is needed.");
        }
        catch (JsonException error)
        {
            throw new FaultRefusedException($"The body cannot be read: {error.Message}");
        }
    }
}

/// <summary>A wish for a fault that makes no sense; the message says what would.</summary>
internal sealed class FaultRefusedException(string message) : Exception(message);
