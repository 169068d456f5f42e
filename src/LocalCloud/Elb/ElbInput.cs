using System.Text.RegularExpressions;
using LocalCloud.Protocols;

namespace LocalCloud.Elb;

/// <summary>Checks that all ELBv2 operations share. Nothing that was sent is ignored: what LocalCloud does not know, it refuses.</summary>
internal static partial class ElbInput
{
    /// <exception cref="AwsException">ValidationError when anything else was sent.</exception>
    public static void AllowOnly(this QueryInput input, params ReadOnlySpan<string> names)
    {
        foreach (var name in input.Names)
        {
            if (name is not ("Action" or "Version") && !names.Contains(name))
                throw Invalid($"LocalCloud does not support the parameter {name} here. It supports {string.Join(", ", names!)}.");
        }
    }

    /// <exception cref="AwsException">ValidationError when the value is out of range.</exception>
    public static int? Int(this QueryInput input, string name, int min, int max) => input.Int(name) switch
    {
        { } value when value < min || value > max => throw Invalid($"{name} must be between {min} and {max}, not {value}"),
        var value => value,
    };

    /// <exception cref="AwsException">ValidationError when it is missing or no ARN of the kind.</exception>
    public static string Arn(this QueryInput input, string name, Func<string, bool> isKind, string kind)
    {
        var arn = input.Require(name);
        return isKind(arn) ? arn : throw Invalid($"'{arn}' is not a valid {kind} ARN");
    }

    /// <summary>Load balancers and target groups: at most 32 letters, digits and hyphens, no hyphen at either end.</summary>
    public static string ResourceName(this QueryInput input, string kind)
    {
        var name = input.Require("Name");
        if (name.Length > 32) throw Invalid($"{kind} name '{name}' cannot be longer than '32' characters");
        return NamePattern().IsMatch(name)
            ? name
            : throw Invalid($"{kind} name '{name}' can only contain letters, digits and hyphens, and must not begin or end with a hyphen");
    }

    public static AwsException Invalid(string message) => new("ValidationError", message);

    [GeneratedRegex("^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
