using System.Collections.Immutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using LocalCloud.Protocols;

namespace LocalCloud.Elb;

/// <summary>Tags as AWS takes them: at most 50 a resource, keys 1 to 128 and values 0 to 256 characters of a small set.</summary>
internal static partial class ElbTags
{
    public const int MaxPerResource = 50;

    /// <exception cref="AwsException">DuplicateTagKeys, TooManyTags, or ValidationError for a bad key or value.</exception>
    public static ImmutableSortedDictionary<string, string> Read(QueryInput input)
    {
        var tags = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var tag in input.List("Tags"))
        {
            number++;
            var (key, value) = (tag.Require("Key"), tag["Value"] ?? "");
            Check(key, 1, 128, $"tags.{number}.member.key");
            Check(value, 0, 256, $"tags.{number}.member.value");
            if (key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
                throw ElbInput.Invalid($"Tag key '{key}' is reserved: keys must not start with aws:");
            if (!tags.TryAdd(key, value)) throw new AwsException("DuplicateTagKeys", $"Duplicate tag keys found: {key}");
        }

        return Limited(tags.ToImmutable());
    }

    public static ImmutableSortedDictionary<string, string> Limited(ImmutableSortedDictionary<string, string> tags) =>
        tags.Count <= MaxPerResource
            ? tags
            : throw new AwsException("TooManyTags", $"A resource can have at most {MaxPerResource} tags; this would make {tags.Count}");

    public static XElement Describe(string arn, IEnumerable<KeyValuePair<string, string>> tags) => new("member",
        new XElement("ResourceArn", arn),
        Xml.List("Tags", tags, tag => [new XElement("Key", tag.Key), new XElement("Value", tag.Value)]));

    private static void Check(string text, int min, int max, string at)
    {
        if (text.Length < min || text.Length > max)
        {
            throw ElbInput.Invalid(
                $"1 validation error detected: Value '{text}' at '{at}' failed to satisfy constraint: Member must have length between {min} and {max}");
        }

        if (!Allowed().IsMatch(text))
        {
            throw ElbInput.Invalid(
                $"1 validation error detected: Value '{text}' at '{at}' failed to satisfy constraint: Member must satisfy regular expression pattern: {Allowed()}");
        }
    }

    [GeneratedRegex(@"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Allowed();
}
