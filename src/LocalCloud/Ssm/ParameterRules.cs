using System.Text;
using System.Text.RegularExpressions;
using LocalCloud.Protocols;

namespace LocalCloud.Ssm;

/// <summary>What Parameter Store asks of names, types, values and sizes.</summary>
internal static partial class ParameterRules
{
    private const int MaxName = 1011, MaxLevels = 15, StandardBytes = 4096, AdvancedBytes = 8192;

    public static string Name(string? name)
    {
        if (string.IsNullOrEmpty(name)) throw new AwsException("ValidationException", "Name is required");
        if (name.Length > MaxName)
            throw new AwsException(
                "ValidationException", $"Parameter name is {name.Length} characters long; at most {MaxName} are allowed");
        if (!Allowed().IsMatch(name) || name.EndsWith('/') || name.Contains("//", StringComparison.Ordinal))
        {
            throw new AwsException(
                "ValidationException",
                $"Parameter name '{name}' is not valid: only letters, digits and . - _ are allowed between single slashes");
        }

        if (name.Contains('/') && name[0] != '/')
            throw new AwsException(
                "ValidationException", $"Parameter name '{name}' must be a fully qualified name: it has levels, so it starts with /");
        if (Reserved().IsMatch(name))
            throw new AwsException(
                "ValidationException", $"Parameter name '{name}' can't be prefixed with \"aws\" or \"ssm\" (case-insensitive)");
        if (name.Count(c => c == '/') > MaxLevels)
        {
            throw new AwsException("HierarchyLevelLimitExceededException", $"Parameter name '{name}' has more than {MaxLevels} levels");
        }

        return name;
    }

    public static string Type(string? type) => type is "String" or "StringList" or "SecureString"
        ? type
        : throw new AwsException("ValidationException", $"Type '{type}' is not one of String, StringList, SecureString");

    /// <summary>
    /// The tier a value ends up in: Intelligent-Tiering takes the smallest that fits, and nothing ever goes back to Standard.
    /// </summary>
    public static string Tier(string? wanted, string value, bool alreadyAdvanced)
    {
        var bytes = Encoding.UTF8.GetByteCount(value);
        if (bytes == 0) throw new AwsException("ValidationException", "Value must have at least 1 character");
        if (value.Contains("{{", StringComparison.Ordinal))
            throw new AwsException(
                "ValidationException", "Parameter value can't nest another parameter. Do not use \"{{}}\" in the value.");
        if (bytes > AdvancedBytes)
            throw new AwsException(
                "ValidationException", $"The value has {bytes} bytes; a parameter holds at most {AdvancedBytes}, in the Advanced tier");
        switch (wanted)
        {
            case "Advanced":
            case "Intelligent-Tiering" when bytes > StandardBytes:
            case null when alreadyAdvanced:
                return "Advanced";
            case null or "Standard" when bytes > StandardBytes:
                throw new AwsException(
                    "ValidationException",
                    $"Standard tier parameters support a maximum parameter value of {StandardBytes} characters. "
                    + "To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier.");
            case "Standard" when alreadyAdvanced:
                throw new AwsException(
                    "ValidationException",
                    "This parameter uses the advanced-parameter tier. "
                    + "You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier.");
            case null or "Standard" or "Intelligent-Tiering":
                return alreadyAdvanced ? "Advanced" : "Standard";
            default:
                throw new AwsException("ValidationException", $"Tier '{wanted}' is not one of Standard, Advanced, Intelligent-Tiering");
        }
    }

    public static void Matches(string? pattern, string value)
    {
        if (pattern is null) return;
        try
        {
            if (Regex.IsMatch(value, pattern, RegexOptions.None, TimeSpan.FromSeconds(1))) return;
        }
        catch (ArgumentException error)
        {
            throw new AwsException("InvalidAllowedPatternException", error.Message);
        }

        throw new AwsException(
            "ParameterPatternMismatchException", $"Parameter value, cannot be validated against allowedPattern: {pattern}");
    }

    public static string Path(string? path) => path switch
    {
        "/" => "/",
        ['/', ..] => Name(path.TrimEnd('/')) + "/",
        _ => throw new AwsException("ValidationException", $"The path '{path}' must start with /"),
    };

    [GeneratedRegex(@"^[a-zA-Z0-9_.\-/]+\z")]
    private static partial Regex Allowed();

    [GeneratedRegex("^/?(aws|ssm)", RegexOptions.IgnoreCase)]
    private static partial Regex Reserved();
}
