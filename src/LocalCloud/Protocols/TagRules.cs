using System.Text.RegularExpressions;

namespace LocalCloud.Protocols;

/// <summary>What AWS asks of tags, the same for ECS, ELBv2 and SSM; only the error's code differs.</summary>
public static partial class TagRules
{
    public const int MaxTags = 50, MaxKey = 128, MaxValue = 256;

    /// <param name="code">Error code of the service that asks, for example InvalidParameterException.</param>
    /// <param name="tags">Keys and values as they were sent.</param>
    /// <exception cref="AwsException">Says which tag is wrong and why.</exception>
    public static void Check(string code, IEnumerable<KeyValuePair<string?, string?>> tags)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in tags)
        {
            if (string.IsNullOrEmpty(key)) throw new AwsException(code, "Tag keys can not be empty");
            if (key.Length > MaxKey)
                throw new AwsException(code, $"Tag key '{key}' is {key.Length} characters long; at most {MaxKey} are allowed");
            if (!Allowed().IsMatch(key))
                throw new AwsException(code, $"Tag key '{key}' has a character other than letters, digits, spaces and _ . : / = + - @");
            if (key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
                throw new AwsException(code, $"Tag key '{key}' starts with aws:, which is reserved");
            if (!seen.Add(key)) throw new AwsException(code, $"Tag key '{key}' is given twice");
            if (value?.Length > MaxValue)
                throw new AwsException(code, $"The value of tag '{key}' is {value.Length} characters long; at most {MaxValue} are allowed");
            if (!Allowed().IsMatch(value ?? ""))
                throw new AwsException(
                    code, $"The value of tag '{key}' has a character other than letters, digits, spaces and _ . : / = + - @");
        }

        if (seen.Count > MaxTags) throw new AwsException(code, $"{seen.Count} tags were given; a resource has at most {MaxTags}");
    }

    [GeneratedRegex(@"^[\p{L}\p{Z}\p{N}_.:/=+\-@]*\z")]
    private static partial Regex Allowed();
}
