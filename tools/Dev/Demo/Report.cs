using System.Text.Json;
using System.Text.Json.Serialization;

namespace Publican.Dev.Demo;

/// <summary>What a demo found, as written by --report.</summary>
internal sealed record Report(int Seed, int Requests, int Failed, IReadOnlyList<ScenarioReport> Scenarios, IReadOnlyList<CallCount> Calls)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, JsonSerializer.Serialize(this, Web) + "\n");
    }
}

/// <param name="WindowRequests">Requests while the candidate had weight; only where a scenario gives it some on purpose.</param>
/// <param name="FailureSeenToWeightsRestoredMs">From the first candidate 5xx leaving the load balancer to the return of ModifyRule.</param>
internal sealed record ScenarioReport(
    string Name, int Requests, int Failed, double Seconds, string Outcome, bool Ok,
    int? WindowRequests = null, int? CandidateRequests = null, double? FailureSeenToWeightsRestoredMs = null)
{
    /// <summary>Why it is not ok, for people; not part of the report.</summary>
    [JsonIgnore]
    public string? Complaint { get; init; }
}
