using System.Text.RegularExpressions;

namespace Publican.Desired;

/// <summary>Where the value of a variable is kept, as <c>secrets</c> names it.</summary>
/// <param name="Name">Of an SSM parameter, or of a secret of Secrets Manager.</param>
/// <param name="Managed">It is one of Secrets Manager.</param>
/// <param name="JsonKey">The member of its value that is meant; null for all of it.</param>
public sealed partial record SecretName(string Name, bool Managed, string? JsonKey)
{
    public const string Prefix = "secretsmanager:";

    /// <param name="written">As a spec holds it: the name of a parameter, or <c>secretsmanager:name#key</c>.</param>
    public static SecretName Of(string written) => ManagedForm().Match(written) is { Success: true } match
        ? new(match.Groups["name"].Value, Managed: true, match.Groups["key"] is { Success: true, Value: var key } ? key : null)
        : new(written, Managed: false, JsonKey: null);

    /// <summary>The form of a secret's name: Secrets Manager takes these characters, and ECS splits at colons.</summary>
    [GeneratedRegex(@"\Asecretsmanager:(?<name>[A-Za-z0-9/_+=.@!-]{1,512})(?:#(?<key>[^:#\s]{1,128}))?\z", RegexOptions.ExplicitCapture)]
    internal static partial Regex ManagedForm();
}
