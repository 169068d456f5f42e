using System.Text.Json;

namespace Publican.Planning;

/// <summary>Who may assume a role, as far as it can be told without the caller: conditions are not judged.</summary>
public static class TrustPolicy
{
    private const string Assume = "sts:AssumeRole";

    /// <param name="policy">JSON, as IAM keeps it: a statement or a list of them, a service or a list of them.</param>
    public static bool Allows(string policy, string service)
    {
        try
        {
            using var document = JsonDocument.Parse(policy);
            var statements = document.RootElement.TryGetProperty("Statement", out var statement) ? Items(statement) : [];
            var ofService = statements.Where(one => Has(one, "Action", action => Matches(action)) && IsFor(one, service)).ToList();
            return ofService.Any(one => Effect(one) == "Allow") && !ofService.Any(one => Effect(one) == "Deny" && !one.TryGetProperty("Condition", out _));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // IAM would not have taken it: a policy nobody can read lets nobody in.
            return false;
        }
    }

    private static bool Matches(string action) =>
        string.Equals(action, Assume, StringComparison.OrdinalIgnoreCase) || action is "*" || string.Equals(action, "sts:*", StringComparison.OrdinalIgnoreCase);

    private static bool IsFor(JsonElement statement, string service) =>
        statement.TryGetProperty("Principal", out var principal)
        && (principal.ValueKind == JsonValueKind.String
            ? principal.GetString() == "*"
            : Has(principal, "Service", name => name == service) || Has(principal, "AWS", name => name == "*"));

    private static string? Effect(JsonElement statement) => statement.TryGetProperty("Effect", out var effect) ? effect.GetString() : null;

    private static bool Has(JsonElement owner, string name, Func<string, bool> fits) =>
        owner.TryGetProperty(name, out var values) && Items(values).Any(value => fits(value.GetString() ?? ""));

    private static IEnumerable<JsonElement> Items(JsonElement value) => value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];
}
